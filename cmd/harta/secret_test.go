package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"harta/internal/fault"
)

func TestMasterKeyIsMadeOnce(t *testing.T) {
	folder := t.TempDir()
	first, err := masterKey("", folder)
	if err != nil || len(first) != masterKeyLength {
		t.Fatalf("%d bytes: %v", len(first), err)
	}
	again, err := masterKey("", folder)
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("the second start has another key: %v", err)
	}
	elsewhere, err := masterKey(filepath.Join(t.TempDir(), "key"), folder)
	if err != nil || bytes.Equal(first, elsewhere) {
		t.Errorf("a file of its own holds the folder's key: %v", err)
	}
	ownersAlone(t, folder)
	if list, err := os.ReadDir(folder); err != nil || len(list) != 1 {
		t.Errorf("the folder holds %v: %v", list, err)
	}
}

func TestDamagedMasterKey(t *testing.T) {
	for _, content := range []string{"", "\n", strings.Repeat("a", 63), strings.Repeat("g", 64), strings.Repeat("ab", 33)} {
		folder := t.TempDir()
		path := filepath.Join(folder, keyFile)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := masterKey("", folder)
		if f, ok := fault.As(err); !ok || f.Code != "master_key" || f.Params["path"] != path {
			t.Errorf("%q: %v", content, err)
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != content {
			t.Errorf("%q was overwritten with %q: %v", content, now, err)
		}
	}
}

func TestMessagesObeyNoFile(t *testing.T) {
	if got, want := harmless("a\x1b[2Jb\rc\nд"), "a[2Jbc\nд"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
