package ingest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// incoming begins the name of a file that is being stored; a crash may leave one behind.
const incoming = "incoming-"

// storedFile is a file on its way into the folder of imports.
type storedFile struct {
	folder string
	path   string
}

// storeFile copies a file into the folder of imports, looking at its bytes on the way.
func (im *Importer) storeFile(path string, limit int64) (*storedFile, survey, error) {
	tmp, err := os.CreateTemp(im.folder, incoming+"*")
	if err != nil {
		return nil, survey{}, err
	}
	s := &storedFile{folder: im.folder, path: tmp.Name()}
	sv, err := surveyFile(path, limit, tmp)
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		s.discard()
		return nil, survey{}, unjoin(err)
	}
	return s, sv, nil
}

// unjoin gives the only error of a join as it was, so that a fault stays one.
func unjoin(err error) error {
	if j, ok := err.(interface{ Unwrap() []error }); ok && len(j.Unwrap()) == 1 {
		return j.Unwrap()[0]
	}
	return err
}

// keep gives the file its lasting name and returns its path.
func (s *storedFile) keep(sha256 string) (string, error) {
	path := filepath.Join(s.folder, sha256)
	if err := os.Rename(s.path, path); err != nil {
		return "", err
	}
	dir, err := os.Open(s.folder)
	if err != nil {
		return "", err
	}
	defer dir.Close()
	return path, dir.Sync()
}

// discard removes the file unless it was kept, and so is called otherwise.
func (s *storedFile) discard() { os.Remove(s.path) }

func (im *Importer) stored(sha256 string) string { return filepath.Join(im.folder, sha256) }

// sweep removes files that a crash left half stored, those that no import is of, and those with answers or cases whose import is over:
// they hold personal data.
func (im *Importer) sweep(ctx context.Context) {
	entries, err := os.ReadDir(im.folder)
	if err != nil {
		im.log.Error("the folder of imports cannot be read", "err", err)
		return
	}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		wanted, err := im.wanted(ctx, e.Name())
		if err == nil && !wanted {
			err = os.Remove(filepath.Join(im.folder, e.Name()))
		}
		if err != nil {
			im.log.Error("the folder of imports cannot be swept", "file", e.Name(), "err", err)
		}
	}
}

// wanted says whether a file in the folder of imports has to stay there.
func (im *Importer) wanted(ctx context.Context, name string) (bool, error) {
	if strings.HasPrefix(name, incoming) {
		return false, nil
	}
	list, err := im.reg.ImportsOfFile(ctx, name)
	for _, receipt := range list {
		kind, _ := KindOf(receipt.Profile)
		if !kind.private() || receipt.Finished.IsZero() {
			return true, err
		}
	}
	return false, err
}
