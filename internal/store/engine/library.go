package engine

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"harta/internal/fault"
)

// LibraryVariable names the environment variable that points at the engine's library, or at a clickhouse binary, and is
// obeyed before every other place.
const LibraryVariable = "HARTA_ENGINE_LIBRARY"

// Search says where FindLibrary looks. The zero value finds nothing but a clickhouse binary on the PATH.
type Search struct {
	Explicit   string // a file that must exist; empty: search
	Executable string // this program's own file
	Folder     string // the data folder
	Working    string // the working directory
}

// NewSearch gives the usual places for a program that keeps its data in folder.
func NewSearch(folder string) Search {
	executable, _ := os.Executable() // without it, two places fewer are searched
	working, _ := os.Getwd()
	return Search{Explicit: os.Getenv(LibraryVariable), Executable: executable, Folder: folder, Working: working}
}

// FindLibrary gives the file that is the engine, the first that exists of:
//
//  1. Explicit (HARTA_ENGINE_LIBRARY), which is an error when it is missing;
//  2. the library beside the executable;
//  3. the library in the folder "engine" of the data folder;
//  4. node_modules/@chdb/lib-<os>-<arch> of the executable's folder or one of its parents;
//  5. the same of the working directory or one of its parents;
//  6. a clickhouse binary on the PATH, which is then run as "clickhouse local".
//
// The library runs with all of this program's rights, so no node_modules counts in a folder such as /tmp, where anybody could
// lay one ready. When there is none, it returns the fault "engine_missing".
func FindLibrary(s Search) (string, error) {
	if s.Explicit != "" {
		if !isFile(s.Explicit) {
			return "", fault.Invalid(LibraryVariable, "engine_file_missing", fault.Params{"file": s.Explicit})
		}
		return filepath.Abs(s.Explicit)
	}
	for _, file := range s.candidates() {
		if isFile(file) {
			return filepath.Abs(file)
		}
	}
	if binary, err := exec.LookPath("clickhouse"); err == nil {
		return filepath.Abs(binary)
	}
	return "", fault.New(fault.KindUnavailable, "engine_missing", fault.Params{"package": "@chdb/" + packageName()})
}

// candidates lists the library's possible files, best first.
func (s Search) candidates() []string {
	name := libraryName()
	inPackage := filepath.Join("node_modules", "@chdb", packageName(), name)
	var files []string
	if s.Executable != "" {
		files = append(files, filepath.Join(filepath.Dir(s.Executable), name))
	}
	if s.Folder != "" {
		files = append(files, filepath.Join(s.Folder, "engine", name))
	}
	var folders []string
	if s.Executable != "" {
		folders = parents(filepath.Dir(s.Executable))
	}
	for _, folder := range append(folders, parents(s.Working)...) {
		if !isOpenToAll(folder) {
			files = append(files, filepath.Join(folder, inPackage))
		}
	}
	return files
}

// parents gives dir and every folder above it.
func parents(dir string) []string {
	if dir == "" {
		return nil
	}
	list := []string{dir}
	for parent := filepath.Dir(dir); parent != dir; parent = filepath.Dir(dir) {
		dir = parent
		list = append(list, dir)
	}
	return list
}

func libraryName() string {
	if runtime.GOOS == "darwin" {
		return "libchdb.dylib"
	}
	return "libchdb.so"
}

// packageName is the npm package of the library for this machine, without the scope.
func packageName() string {
	arch := runtime.GOARCH
	if arch == "amd64" {
		arch = "x64"
	}
	if runtime.GOOS == "linux" {
		return fmt.Sprintf("lib-linux-%s-gnu", arch)
	}
	return fmt.Sprintf("lib-%s-%s", runtime.GOOS, arch)
}

// isBinary tells a clickhouse program from the library by its name.
func isBinary(file string) bool {
	switch filepath.Ext(file) {
	case ".so", ".dylib":
		return false
	}
	return true
}

// isOpenToAll says whether everybody on this machine may put files into the folder, as into /tmp.
func isOpenToAll(dir string) bool {
	info, err := os.Stat(dir)
	return err == nil && info.Mode().Perm()&0o002 != 0
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
