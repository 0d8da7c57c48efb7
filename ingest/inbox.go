package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"harta/internal/fault"
	"harta/internal/register"
)

// The folders of an inbox that are not looked into.
const (
	inboxDone     = "done"
	inboxRejected = "rejected"
)

// inboxEvery is the pause between two looks at the inbox.
const inboxEvery = 3 * time.Second

// inboxSettled is how long a file must not have changed before it is taken for complete, beside being the same in two looks.
const inboxSettled = 5 * time.Second

// inboxActor stands in receipts for the one who brought the file.
const inboxActor = "inbox"

// Inbox takes files out of a folder that other programs, or people over the network, put them into. A file in a sub-folder with a
// profile's id for a name is read with that profile. One in the sub-folder catalogue, answers or cases is read with the profile of that kind
// that knows its columns, any other with the one of service records that does. A file is taken once: its bytes
// tell it, so that a stop of the program between import and moving does not import it again. Then it lies in the folder done or
// rejected beside a report in words, and the rows that were refused in a file of their own.
type Inbox struct {
	folder string
	im     *Importer
	log    *slog.Logger
	report InboxReport
	seen   map[string]inboxFile // at the last look
	said   map[string]string    // troubles that were logged, by path: each once
}

// InboxReport writes the report on a file beside it: base is the path of the moved file. receipt is the zero value where there was
// no import; cause says why.
type InboxReport func(ctx context.Context, base string, receipt register.Import, cause error) error

// inboxFile is what tells whether a file has changed.
type inboxFile struct {
	size    int64
	changed time.Time
}

// NewInbox watches a folder, which must exist. The fault is Invalid "inbox_unusable".
func NewInbox(folder string, im *Importer, report InboxReport, log *slog.Logger) (*Inbox, error) {
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return nil, fault.Invalid("inbox", "inbox_unusable", fault.Params{"folder": folder})
	}
	return &Inbox{folder: folder, im: im, report: report, log: log, seen: map[string]inboxFile{}, said: map[string]string{}}, nil
}

// Run looks into the folder until ctx ends.
func (b *Inbox) Run(ctx context.Context) {
	for ; ctx.Err() == nil; sleep(ctx, inboxEvery) {
		b.look(ctx)
	}
}

// look takes every complete file, those with the older names first.
func (b *Inbox) look(ctx context.Context) {
	found := map[string]inboxFile{}
	for _, path := range b.files() {
		info, err := os.Lstat(path)
		if err != nil {
			b.trouble(path, err)
			continue
		}
		now := inboxFile{info.Size(), info.ModTime()}
		found[path] = now
		if before, twice := b.seen[path]; !twice || before != now || b.im.clock().Sub(now.changed) < inboxSettled || ctx.Err() != nil {
			continue
		}
		if err := b.take(ctx, path); err != nil && ctx.Err() == nil {
			b.trouble(path, err)
		}
	}
	b.seen = found
}

// files lists the files of the inbox and of its sub-folders that may be taken: no links, no devices, nothing hidden, nothing that is
// still being written.
func (b *Inbox) files() []string {
	var list []string
	folders := []string{b.folder}
	for len(folders) > 0 {
		folder := folders[0]
		folders = folders[1:]
		entries, err := os.ReadDir(folder)
		if err != nil {
			b.trouble(folder, err)
			continue
		}
		for _, e := range entries {
			path := filepath.Join(folder, e.Name())
			switch {
			case strings.HasPrefix(e.Name(), "."), e.Type()&fs.ModeSymlink != 0:
			case e.IsDir() && folder == b.folder && e.Name() != inboxDone && e.Name() != inboxRejected:
				folders = append(folders, path)
			case e.Type().IsRegular() && complete(folder, e.Name()):
				list = append(list, path)
			}
		}
	}
	slices.Sort(list)
	return list
}

// unfinishedEndings are those under which browsers and copying programs write.
var unfinishedEndings = []string{".part", ".partial", ".tmp", ".temp", ".crdownload", ".filepart", ".download", "~"}

// complete says whether a name is that of a finished file that nobody has open: office programs lay a lock beside theirs.
func complete(folder, name string) bool {
	lower := strings.ToLower(name)
	if strings.HasPrefix(name, "~$") || slices.ContainsFunc(unfinishedEndings, func(end string) bool { return strings.HasSuffix(lower, end) }) {
		return false
	}
	for _, lock := range []string{".~lock." + name + "#", "~$" + name} {
		if _, err := os.Lstat(filepath.Join(folder, lock)); err == nil {
			return false
		}
	}
	return true
}

// take imports one file and moves it away with its report. An error means that the file stays and is looked at again.
func (b *Inbox) take(ctx context.Context, path string) error {
	receipt, err := b.importOnce(ctx, path)
	if f, refused := fault.As(err); err != nil && (!refused || f.Kind == fault.KindUnavailable || f.Kind == fault.KindForbidden || f.Code == "import_running" || f.Code == "file_missing") {
		return err
	}
	folder := inboxDone
	if err != nil {
		folder = inboxRejected
	}
	to, moveErr := b.away(path, folder)
	if moveErr != nil {
		return moveErr
	}
	delete(b.said, path)
	if reportErr := b.report(ctx, to, receipt, err); reportErr != nil {
		b.trouble(to, fmt.Errorf("write the report: %w", reportErr))
	}
	return nil
}

// importOnce imports a file unless the same bytes were imported before and stand; then it gives the receipt of that time.
func (b *Inbox) importOnce(ctx context.Context, path string) (register.Import, error) {
	p, err := b.profileOf(path)
	if err != nil {
		return register.Import{}, err
	}
	profile := p.ID
	sv, err := surveyFile(path, p.MaxBytes, nil)
	if err != nil {
		return register.Import{}, err
	}
	before, known, err := b.im.reg.ImportOf(ctx, profile, sv.SHA256, p.lastWins())
	if err != nil {
		return register.Import{}, err
	}
	if known {
		return before, nil
	}
	return b.im.Import(ctx, profile, path, filepath.Base(path), inboxActor, nil)
}

// profileOf chooses the profile by the sub-folder, else by the columns.
func (b *Inbox) profileOf(path string) (*Profile, error) {
	name := filepath.Base(filepath.Dir(path))
	kind := FileKind(name)
	if filepath.Dir(path) == filepath.Clean(b.folder) {
		kind = ""
	} else if !slices.Contains(FileKinds(), kind) {
		for _, p := range b.im.Profiles() {
			if p.ID == p.Kind.saved(name) {
				return p, nil
			}
		}
		return b.im.profile(name)
	}
	id, known, err := b.im.Recognise(path, kind)
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, fault.Invalid("file", "file_not_recognised", nil)
	}
	return b.im.profile(id)
}

// away moves a file into a folder of the inbox, under a name that is free there.
func (b *Inbox) away(path, folder string) (string, error) {
	dir := filepath.Join(b.folder, folder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	stem, ending := movedName(filepath.Base(path))
	for n := 1; ; n++ {
		to := filepath.Join(dir, stem+ending)
		if n > 1 {
			to = filepath.Join(dir, fmt.Sprintf("%s (%d)%s", stem, n, ending))
		}
		// A link fails where the name is taken, which a renaming would not.
		err := os.Link(path, to)
		if errors.Is(err, fs.ErrExist) {
			if same(path, to) { // an earlier life of the program was stopped between the two steps
				return to, os.Remove(path)
			}
			continue
		}
		if err != nil { // a file system without links
			if _, taken := os.Lstat(to); taken == nil {
				continue
			}
			return to, os.Rename(path, to)
		}
		return to, os.Remove(path)
	}
}

// longestMoved is how many bytes the name of a moved file may have: the file system takes 255, of which a number and the ending of the
// report take some. A letter of a Bulgarian name takes two.
const longestMoved = 200

// movedName cuts the name of a file in two, stem and ending, and makes a long one shorter at the end of its stem.
func movedName(name string) (stem, ending string) {
	if ending = filepath.Ext(name); len(ending) > longestMoved/2 {
		ending = ""
	}
	stem = strings.TrimSuffix(name, ending)
	if room := longestMoved - len(ending); len(stem) > room {
		stem = strings.TrimRight(strings.ToValidUTF8(stem[:room], ""), " ")
	}
	return stem, ending
}

func same(a, b string) bool {
	x, errX := os.Lstat(a)
	y, errY := os.Lstat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// trouble logs what is wrong with a path, once until it changes.
func (b *Inbox) trouble(path string, err error) {
	if said := err.Error(); b.said[path] != said {
		b.said[path] = said
		b.log.Warn("a file of the inbox cannot be taken yet", "path", path, "err", err)
	}
}
