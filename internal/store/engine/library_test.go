package engine

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"harta/internal/fault"
)

func TestFindLibrary(t *testing.T) {
	inPackage := filepath.Join("node_modules", "@chdb", packageName(), libraryName())
	tests := []struct {
		name   string
		files  []string // under the root
		search Search   // its paths are under the root
		path   string   // the PATH, under the root
		want   string   // under the root; empty: a fault
		code   string
	}{
		{name: "explicit before all others", files: []string{"my/lib.so", "bin/" + libraryName()},
			search: Search{Explicit: "my/lib.so", Executable: "bin/harta"}, want: "my/lib.so"},
		{name: "explicit and missing is no reason to search", files: []string{"bin/" + libraryName()},
			search: Search{Explicit: "my/lib.so", Executable: "bin/harta"}, code: "engine_file_missing"},
		{name: "beside the executable before the data folder", files: []string{"bin/" + libraryName(), "data/engine/" + libraryName()},
			search: Search{Executable: "bin/harta", Folder: "data"}, want: "bin/" + libraryName()},
		{name: "data folder before npm", files: []string{"data/engine/" + libraryName(), "work/" + inPackage},
			search: Search{Executable: "bin/harta", Folder: "data", Working: "work"}, want: "data/engine/" + libraryName()},
		{name: "npm in the working folder", files: []string{"work/" + inPackage, inPackage},
			search: Search{Working: "work"}, want: "work/" + inPackage},
		{name: "npm in a parent of the working folder", files: []string{"work/" + inPackage},
			search: Search{Working: "work/a/b"}, want: "work/" + inPackage},
		{name: "npm in a parent of the executable", files: []string{"house/" + inPackage},
			search: Search{Executable: "house/bin/harta", Working: "work"}, want: "house/" + inPackage},
		{name: "npm at the executable before the working folder", files: []string{"house/" + inPackage, "work/" + inPackage},
			search: Search{Executable: "house/bin/harta", Working: "work"}, want: "house/" + inPackage},
		{name: "npm in a folder that everybody may write to", files: []string{"open/" + inPackage},
			search: Search{Executable: "open/bin/harta", Working: "open/a"}, code: "engine_missing"},
		{name: "a folder of that name is no library", files: []string{"bin/" + libraryName() + "/x", "path/clickhouse"},
			search: Search{Executable: "bin/harta"}, path: "path", want: "path/clickhouse"},
		{name: "a binary on the PATH is last", files: []string{"work/" + inPackage, "path/clickhouse"},
			search: Search{Working: "work"}, path: "path", want: "work/" + inPackage},
		{name: "nothing", search: Search{Executable: "bin/harta", Folder: "data", Working: "work"}, code: "engine_missing"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := t.TempDir()
			at := func(path string) string {
				if path == "" {
					return ""
				}
				return filepath.Join(root, path)
			}
			for _, file := range test.files {
				if err := os.MkdirAll(filepath.Dir(at(file)), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(at(file), nil, 0o700); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Chmod(at("open"), 0o777); err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
			t.Setenv("PATH", at(test.path))
			s := test.search
			got, err := FindLibrary(Search{at(s.Explicit), at(s.Executable), at(s.Folder), at(s.Working)})
			if got != at(test.want) {
				t.Errorf("got %s, want %s", got, at(test.want))
			}
			if f, ok := fault.As(err); ok != (test.code != "") || ok && f.Code != test.code {
				t.Errorf("got the fault %v, want %q", err, test.code)
			}
		})
	}
}
