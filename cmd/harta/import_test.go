package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"harta/ingest"
	"harta/internal/charter"
	"harta/internal/register"
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
	listings := func(where string) {
		out, err := command(t, "--data", folder, "import", "list").CombinedOutput()
		if err != nil || strings.Count(string(out), "sample.csv") != 1 || !strings.Contains(string(out), "done  200 rows, 0 rejected") {
			t.Errorf("list %s: %v\n%s", where, err, out)
		}
		out, err = command(t, "--data", folder, "import", "profiles").CombinedOutput()
		if err != nil || strings.Count(string(out), "\n") != 3 || !strings.Contains(string(out), "la311 ") || !strings.Contains(string(out), "nova-sistema       Нова система\n") {
			t.Errorf("profiles %s: %v\n%s", where, err, out)
		}
	}
	saveProfile(t, folder)
	listings("beside the server")
	if err := server.stop(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	listings("alone")
	recognised := func(file, profile string) {
		out, err := command(t, "--data", folder, "import", "records", file).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "profile "+profile+".") {
			t.Errorf("recognise %s: %v\n%s", file, err, out)
		}
	}
	own := filepath.Join(t.TempDir(), "own.csv")
	soakMust(t, os.WriteFile(own, []byte("Заявление;Подадено;Какво\n1;05.01.2026;Скица\n"), 0o600))
	recognised(own, "nova-sistema")
	recognised(sample, "bg-delovodstvo")
	strange := filepath.Join(t.TempDir(), "strange.csv")
	soakMust(t, os.WriteFile(strange, []byte("a;b\n1;2\n"), 0o600))
	if out, err := command(t, "--data", folder, "import", "records", strange).CombinedOutput(); err == nil || !strings.Contains(string(out), "columns of the file are not known") {
		t.Errorf("a strange file: %v\n%s", err, out)
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

// saveProfile keeps a mapping as the page does, in the register of a folder that a server has open.
func saveProfile(t *testing.T, folder string) {
	t.Helper()
	house, err := charter.Default()
	soakMust(t, err)
	_, body, err := ingest.Mapping{
		Name: "Нова система", DateOrder: "dmy", TimeZone: "Europe/Sofia",
		Columns: map[ingest.Field]string{ingest.FieldNumber: "Заявление", ingest.FieldReceived: "Подадено", ingest.FieldService: "Какво"},
	}.Profile(house)
	soakMust(t, err)
	h, present, err := readRegister(t.Context(), &cli{Data: folder}, &terminal{log: slog.New(slog.DiscardHandler), clock: time.Now})
	if err != nil || !present {
		t.Fatal(present, err)
	}
	defer func() { soakMust(t, h.close(context.Background())) }()
	soakMust(t, h.register.SaveImportProfile(t.Context(), register.SavedProfile{ID: "nova-sistema", Name: "Нова система", Body: string(body), By: "u1"}))
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
				// A slow machine may say before that it is still at it.
				_, said, explained := strings.Cut("\n"+string(out), "\nharta: ")
				if !explained || cmd.ProcessState.ExitCode() != exitFailed || !strings.Contains(said, want) || strings.Count(said, "\n") != 1 || strings.Contains(said, "⟦") {
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
