package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestImportBesideServerAndAlone imports the same sample through a running server and then without one: the second time
// changes nothing.
func TestImportBesideServerAndAlone(t *testing.T) {
	requireEngine(t)
	folder := t.TempDir()
	sample := filepath.Join(t.TempDir(), "sample.csv")
	if out, err := command(t, "sample", sample, "--rows", "200", "--windows-1251").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	importing := []string{"--data", folder, "import", "records", "--profile", "bg-delovodstvo", sample}

	server, _ := start(t, "--data", folder, "serve", "--listen", "127.0.0.1:0")
	out, err := command(t, importing...).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "200 rows: 200 new") {
		t.Errorf("beside the server: %v\n%s", err, out)
	}
	if out, err := command(t, "--data", folder, "import", "records", "--profile", "nonsense", sample).CombinedOutput(); err == nil || !strings.Contains(string(out), "nonsense") {
		t.Errorf("unknown profile: %v\n%s", err, out)
	}
	if err := server.stop(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}

	out, err = command(t, importing...).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "200 unchanged") {
		t.Errorf("alone: %v\n%s", err, out)
	}

	wrong := filepath.Join(t.TempDir(), "wrong.csv")
	content, err := os.ReadFile(sample)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(content), "\n")
	fields := strings.Split(lines[1], ";")
	fields[0], fields[7] = "X-1", "31.02.2026 10:00"
	if err := os.WriteFile(wrong, []byte(lines[0]+strings.Join(fields, ";")), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := command(t, "--data", folder, "import", "records", "--profile", "bg-delovodstvo", wrong)
	out, err = cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != exitPartial || !strings.Contains(string(out), "1 rejected") ||
		!strings.Contains(string(out), "line 2, column “Дата на регистриране”, value “31.02.2026 10:00”: ") {
		t.Errorf("impossible date: %v\n%s", err, out)
	}
}

// TestBadFiles imports files that are wrong as a whole, beside a server and alone, in both languages: each gets one sentence and
// an exit status, and nothing is written.
func TestBadFiles(t *testing.T) {
	requireEngine(t)
	folder, files := t.TempDir(), badFiles(t)
	server, _ := start(t, "--data", folder, "serve", "--listen", "127.0.0.1:0")
	refuse := func(where string) {
		for _, lang := range []string{"bg", "en"} {
			for file, want := range files {
				cmd := command(t, "--lang", lang, "--data", folder, "import", "records", "--profile", "bg-delovodstvo", file)
				out, _ := cmd.CombinedOutput() // its status is checked below
				said := string(out)
				if cmd.ProcessState.ExitCode() != exitFailed || !strings.Contains(said, want) || strings.Count(said, "\n") != 1 || strings.Contains(said, "⟦") {
					t.Errorf("%s, %s, %s: status %d, said %q, want one line with %q", where, lang, filepath.Base(file), cmd.ProcessState.ExitCode(), said, want)
				}
			}
		}
	}
	refuse("beside the server")
	if err := server.stop(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	refuse("alone")
	if left, err := os.ReadDir(filepath.Join(folder, "imports")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// badFiles makes the files, each with what the refusal of it must name.
func badFiles(t *testing.T) map[string]string {
	t.Helper()
	dir := t.TempDir()
	const header = "Рег. №;Наименование на услугата;Начин на подаване;Дата на регистриране;Дата на приключване;Състояние;Последна промяна\n"
	files := map[string]string{filepath.Join(dir, "nowhere.csv"): "nowhere.csv", dir: dir}
	for name, file := range map[string]struct{ content, want string }{
		"empty.csv":  {"", ""},
		"comma.csv":  {strings.ReplaceAll(header, ";", ","), ","},
		"column.csv": {strings.Replace(header, "Рег. №;", "", 1), "Рег. №"},
		"utf16.csv":  {"\xff\xfe\x20\x04\x35\x04", "Рег. №"},
		"excel.csv":  {"PK\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00\x00\x00[Content_Types].xml xl/workbook.xml", "Excel"},
		"mixed.csv":  {header + "А;Б;В\n\xcf\xd0;x\n", "3"},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(file.content), 0o600); err != nil {
			t.Fatal(err)
		}
		files[path] = file.want
	}
	big := filepath.Join(dir, "big.csv")
	if err := os.WriteFile(big, []byte(header), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(big, 300<<20); err != nil { // a hole: it takes no room on the disk
		t.Fatal(err)
	}
	files[big] = "300"
	return files
}
