package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestRefusals(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "broken.yaml")
	if err := os.WriteFile(broken, []byte("municipality:\n  id: 7\n  colour: blue\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = busy.Close() }()
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"plain HTTP for everybody", []string{"serve", "--listen", "0.0.0.0:0"}, "certificate"},
		{"taken address", []string{"serve", "--listen", busy.Addr().String()}, busy.Addr().String()},
		{"half a certificate", []string{"serve", "--listen", "127.0.0.1:0", "--tls-cert", "/nowhere.pem"}, "--tls-key"},
		{"no certificate", []string{"serve", "--listen", "127.0.0.1:0", "--tls-cert", "/nowhere.pem", "--tls-key", "/nowhere.key"}, "/nowhere.pem"},
		{"broken charter", []string{"--charter", broken, "serve", "--listen", "127.0.0.1:0"}, "broken.yaml"},
		{"missing charter", []string{"--charter", "/nowhere.yaml", "serve", "--listen", "127.0.0.1:0"}, "/nowhere.yaml"},
		{"unknown role", []string{"user", "add", "ivan", "--role", "king"}, "king"},
		{"unknown command", []string{"dance"}, "harta --help"},
		{"no server at the address", []string{"--clickhouse", "clickhouse://u:secret@127.0.0.1:1/harta", "serve", "--listen", "127.0.0.1:0"}, "127.0.0.1:1"},
		{"no address of a server", []string{"--clickhouse", "somewhere", "serve", "--listen", "127.0.0.1:0"}, "HARTA_CLICKHOUSE"},
		{"proxy that is none", []string{"serve", "--listen", "0.0.0.0:0", "--trusted-proxy", "x", "--public-url", "https://harta.example"}, "x"},
		{"sample without rows", []string{"sample", "/nowhere.csv", "--rows=-5"}, "--rows"},
		{"sample in no folder", []string{"sample", "/nowhere/x.csv"}, "/nowhere/x.csv"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, errOut bytes.Buffer
			t.Setenv("HARTA_LANG", "en")
			status := run(append([]string{"--data", t.TempDir()}, c.args...), &out, &errOut)
			said := errOut.String()
			if status == exitOK || !strings.Contains(said, c.want) || strings.Contains(said, "⟦") {
				t.Errorf("status %d, said %q, want a sentence with %q", status, said, c.want)
			}
			if strings.Contains(said, "secret") || strings.Contains(out.String(), "Password") {
				t.Errorf("a password was told: %q %q", said, out.String())
			}
		})
	}
}

// TestUnusableFolder names a file as the data folder, and one that only others may write to.
func TestUnusableFolder(t *testing.T) {
	t.Setenv("HARTA_LANG", "en")
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	closed := filepath.Join(t.TempDir(), "closed")
	if err := os.Mkdir(closed, 0o500); err != nil {
		t.Fatal(err)
	}
	folders := []string{file}
	if os.Getuid() != 0 { // nothing is closed to root
		folders = append(folders, closed)
	}
	for _, folder := range folders {
		for _, args := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"user", "add", "ivan", "--role", "viewer"}} {
			var out, errOut bytes.Buffer
			status := run(append([]string{"--data", folder}, args...), &out, &errOut)
			if said := errOut.String(); status != exitFailed || !strings.Contains(said, "“"+folder+"” cannot be used") {
				t.Errorf("%s %v: status %d, said %q", folder, args, status, said)
			}
		}
	}
}

func TestUserAdd(t *testing.T) {
	t.Setenv("HARTA_LANG", "en")
	folder := t.TempDir()
	var out, errOut bytes.Buffer
	args := []string{"--data", folder, "user", "add", "Иванка", "--role", "officer"}
	if status := run(args, &out, &errOut); status != exitOK {
		t.Fatalf("status %d: %s", status, errOut.String())
	}
	if !regexp.MustCompile(`Password: [a-z2-9]{4}(-[a-z2-9]{4}){3}`).MatchString(out.String()) {
		t.Errorf("no password in %q", out.String())
	}
	if status := run(args, &out, &errOut); status != exitFailed {
		t.Errorf("the same login twice: status %d", status)
	}
}
