package engine

import (
	"bufio"
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

func TestStopKeepsTheRows(t *testing.T) {
	folder := t.TempDir()
	p := start(t, Options{Folder: folder})
	if err := insertOne(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if err := p.Stop(t.Context()); err != nil { // it is killed when it does not end in time
		t.Fatal(err)
	}
	if err := p.Stop(t.Context()); err != nil {
		t.Errorf("stopping again: %v", err)
	}
	if n := kept(t, start(t, Options{Folder: folder})); n != 1 {
		t.Errorf("%d rows after a restart, want 1", n)
	}
}

func TestKilledEngineComesBackWithItsRows(t *testing.T) {
	p := start(t, Options{})
	if err := insertOne(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	before, pid := p.DSN(), p.PID()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.Restarted():
	case <-time.After(time.Minute):
		t.Fatal("the engine did not come back")
	}
	if p.DSN() == before {
		t.Error("the new run has the old port and password")
	}
	if n := kept(t, p); n != 1 {
		t.Errorf("%d rows after the kill, want 1", n)
	}
}

func TestEngineThatListensNoMoreIsReplaced(t *testing.T) {
	p := start(t, Options{})
	if err := connect(t, p, "", "", "").Exec(t.Context(), "SYSTEM STOP LISTEN TCP"); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.Restarted():
	case <-time.After(time.Minute):
		t.Fatal("the engine did not come back")
	}
	if err := connect(t, p, "", "", "").Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

// A part whose marks are gone for the running process, and there again for the next one, as a full disk has left it.
func TestEngineThatCannotReadItsFilesIsReplaced(t *testing.T) {
	folder := t.TempDir()
	p := start(t, Options{Folder: folder})
	conn := connect(t, p, "", "", "")
	for _, statement := range []string{
		"CREATE DATABASE test",
		`CREATE TABLE test.kept (n UInt64) ENGINE = MergeTree ORDER BY n SETTINGS min_bytes_for_wide_part = 0, min_rows_for_wide_part = 0`,
		"INSERT INTO test.kept VALUES (42)",
	} {
		if err := conn.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	list, err := filepath.Glob(filepath.Join(foldersIn(folder).data, "store", "*", "*", "all_1_1_0", "n.*mrk*"))
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	marks, err := os.ReadFile(list[0])
	if err == nil {
		err = os.Truncate(list[0], 0)
	}
	if err == nil {
		err = conn.Exec(t.Context(), "SYSTEM DROP MARK CACHE")
	}
	if err != nil {
		t.Fatal(err)
	}
	var n uint64
	if err := conn.QueryRow(t.Context(), "SELECT n FROM test.kept WHERE n = 42").Scan(&n); err == nil {
		t.Fatal("the damage is not met")
	}
	if err := os.WriteFile(list[0], marks, 0o600); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.Restarted():
	case <-time.After(time.Minute):
		t.Fatal("the engine was not replaced")
	}
	if n := kept(t, p); n != 1 {
		t.Errorf("%d rows afterwards, want 1", n)
	}
}

func TestEngineEndsWithAKilledParent(t *testing.T) {
	folder := t.TempDir()
	start(t, Options{}) // skips the test where there is no engine
	parent := exec.Command("/proc/self/exe", partParent, folder)
	if _, err := os.Stat(parent.Path); err != nil {
		parent.Path = os.Args[0]
	}
	stdin, err := parent.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	parent.Stderr = t.Output()
	stdout, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || syscall.Kill(pid, 0) != nil {
		t.Fatalf("the parent printed %q, want the number of a living engine", line)
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait() // "signal: killed"
	eventually(t, "the engine is gone", func() bool { return ended(pid) })
	if n := kept(t, start(t, Options{Folder: folder})); n != 1 {
		t.Errorf("%d rows after the kill, want 1", n)
	}
}

// ended says whether the process is gone, or dead and not yet collected by the system.
func ended(pid int) bool {
	if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return true
	}
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	return err == nil && strings.Contains(string(status), ") Z ")
}

func TestSignalsToTheGroupDoNotEndTheEngine(t *testing.T) {
	p := start(t, Options{})
	pid := p.PID()
	if group, err := syscall.Getpgid(pid); err != nil || group != pid {
		t.Errorf("the engine is in the group %d, want its own: %v", group, err)
	}
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if err := syscall.Kill(pid, signal); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(200 * time.Millisecond)
	if err := connect(t, p, "", "", "").Ping(t.Context()); err != nil {
		t.Errorf("after the signals: %v", err)
	}
	if len(p.Restarted()) != 0 {
		t.Error("the engine was restarted")
	}
}

func TestTakenPortIsAnError(t *testing.T) {
	p := start(t, Options{})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	taken := login{port: listener.Addr().(*net.TCPAddr).Port, password: "irrelevant"}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	options := p.options
	options.Folder = t.TempDir()
	r, err := launch(ctx, options, taken)
	if err == nil {
		r.kill()
		t.Fatal("the engine started at a port that is taken")
	}
	if !strings.Contains(err.Error(), "Address already in use") {
		t.Errorf("the reason is not told: %v", err)
	}
}

func TestMemoryLimit(t *testing.T) {
	p := start(t, Options{MemoryLimit: 500 << 20})
	err := connect(t, p, "", "", "").Exec(t.Context(),
		"SELECT groupArray(randomString(1000)) FROM numbers(5000000)")
	const memoryLimitExceeded = 241
	if exception := new(clickhouse.Exception); !errors.As(err, &exception) || exception.Code != memoryLimitExceeded {
		t.Errorf("a query beyond the limit: %v", err)
	}
	if err := connect(t, p, "", "", "").Ping(t.Context()); err != nil || len(p.Restarted()) != 0 {
		t.Errorf("the engine did not outlive the query: %v", err)
	}
}

func TestInsertsAreOnTheDiskWhenAcknowledged(t *testing.T) {
	p := start(t, Options{})
	var merges, sync string
	conn := connect(t, p, "", "", "")
	for name, target := range map[string]*string{"fsync_after_insert": &merges, "fsync_part_directory": &sync} {
		err := conn.QueryRow(t.Context(), "SELECT value FROM system.merge_tree_settings WHERE name = {n:String}",
			clickhouse.Named("n", name)).Scan(target)
		if err != nil || *target != "1" {
			t.Errorf("%s is %q, want 1: %v", name, *target, err)
		}
	}
}

func TestEverythingStaysInTheFolder(t *testing.T) {
	folder := t.TempDir()
	p := start(t, Options{Folder: folder})
	conn := connect(t, p, "", "", "")
	rows, err := conn.Query(t.Context(), "SELECT path FROM system.disks UNION ALL SELECT value FROM system.server_settings WHERE name IN ('tmp_path', 'path', 'user_files_path') AND value != ''")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var path string
		if err := rows.Scan(&path); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(path, folder) {
			t.Errorf("the engine uses %s", path)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(folder, "log", "engine.log")); err != nil {
		t.Errorf("no log: %v", err)
	}
}

func TestFileThatIsNoLibrary(t *testing.T) {
	file := filepath.Join(t.TempDir(), "libchdb.so")
	if err := os.WriteFile(file, []byte("no library"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Options{Folder: t.TempDir(), Library: file})
	if err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("starting a text file: %v", err)
	}
}

func TestClickHouseBinaryServesInsteadOfTheLibrary(t *testing.T) {
	t.Setenv(LibraryVariable, start(t, Options{}).options.Library) // for the binary, which runs elsewhere
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(t.TempDir(), "clickhouse")
	if err := os.Symlink(program, binary); err != nil {
		t.Fatal(err)
	}
	p := start(t, Options{Library: binary})
	if err := insertOne(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	children, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.PID()), "task",
		strconv.Itoa(p.PID()), "children"))
	if err != nil {
		t.Skip("the system does not tell a process's children")
	}
	inner, err := strconv.Atoi(strings.Fields(string(children) + " 0")[0])
	if err != nil || inner == 0 {
		t.Fatalf("the engine has no process of its own: %q", children)
	}
	if err := syscall.Kill(p.PID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the binary is gone with its parent", func() bool { return ended(inner) })
	<-p.Restarted()
	if n := kept(t, p); n != 1 {
		t.Errorf("%d rows after the kill, want 1", n)
	}
}
