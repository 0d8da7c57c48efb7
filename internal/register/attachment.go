package register

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"harta/internal/fault"
	"harta/internal/store"
)

// Limits of what may be attached.
const (
	FileMax     = 10 << 20 // bytes of one file
	FilesMax    = 5        // files with one sending
	fileNameMax = 120      // characters of a name, longer ones are shortened
)

// StoredFile is a file that the register keeps.
type StoredFile struct {
	// ID is secret as long as the file belongs to nothing: who knows it may attach the file.
	ID string `json:"id"`
	// Name is what the sender called it, with the ending of its true type.
	Name      string `json:"name"`
	MediaType string `json:"media_type"` // by the content, never by the name
	Size      int64  `json:"size"`       // bytes
}

// Attachment is a file of a case. What it is called is part of what was written and is told by OpenAttachment alone.
type Attachment struct {
	ID        string
	Version   int64     // the event it came with
	At        time.Time // when
	MediaType string
	Size      int64
}

// OpenedFile is a file with its content.
type OpenedFile struct {
	StoredFile
	Content []byte
}

// fileMeta is what the lock of a file's name holds.
type fileMeta struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"` // of the content as kept
}

// StoreFile keeps a file that belongs to nothing yet; a command attaches it by its id, otherwise it is swept away after a day. The
// place where a picture was taken, and what else cameras write beside the picture, is removed before. The content is on the disk
// when StoreFile returns.
//
// An empty file, one above FileMax, and one that is none of the types taken is a fault of the field "files".
func (r *Register) StoreFile(ctx context.Context, name string, content io.Reader) (StoredFile, error) {
	data, err := io.ReadAll(io.LimitReader(content, FileMax+1))
	if err != nil {
		return StoredFile{}, fmt.Errorf("read file: %w", err)
	}
	name = fileName(name)
	kind, data, err := examine(name, data)
	if err != nil {
		return StoredFile{}, err
	}
	f := StoredFile{ID: newToken(), Name: withEnding(name, kind), MediaType: kind.media, Size: int64(len(data))}
	key, wrapped, err := r.newDataKey(filePlace(f.ID))
	if err != nil {
		return StoredFile{}, err
	}
	sum := sha256.Sum256(data)
	meta, err := json.Marshal(fileMeta{Name: f.Name, SHA256: hex.EncodeToString(sum[:])})
	if err != nil {
		return StoredFile{}, err
	}
	if err := r.writeContent(f.ID, lock(key, filePlace(f.ID)+" content", data)); err != nil {
		return StoredFile{}, err
	}
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		return exec(ctx, tx, query("attachment_add"), f.ID, store.Millis(r.clock()), f.MediaType, f.Size, wrapped,
			lock(key, filePlace(f.ID)+" meta", meta))
	})
	if err != nil {
		return StoredFile{}, fmt.Errorf("store file: %w", err)
	}
	return f, nil
}

// filePlace names a file for its locks. It does not say whose the file is, because that is decided later.
func filePlace(id string) string { return place(id, "file") }

// fileName makes a harmless name of what a browser sent: the last element of a path, in one line, without characters that
// systems forbid or that turn the reading direction.
func fileName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = tidyLine(strings.Map(func(c rune) rune {
		if strings.ContainsRune(`<>:"|?*`, c) || c != ' ' && !visible(c) {
			return -1
		}
		return c
	}, strings.ToValidUTF8(name, "")))
	return strings.TrimLeft(name, ".~ ")
}

// withEnding gives a name the ending of what the file is, so that "photo.jpg.exe" never leaves the house as that.
func withEnding(name string, kind fileKind) string {
	ending := filepath.Ext(name)
	if len(ending) <= 6 {
		name = strings.TrimSuffix(name, ending)
	}
	name = strings.TrimRight(name, ". ")
	for utf8.RuneCountInString(name) > fileNameMax {
		_, last := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-last]
	}
	return cmp.Or(name, "file") + kind.ending
}

// PendingFiles tells of files that belong to nothing yet, to whoever knows their ids. Ids of no such file are left out.
func (r *Register) PendingFiles(ctx context.Context, ids []string) ([]StoredFile, error) {
	var files []StoredFile
	for _, id := range ids {
		f, _, _, err := r.waitingFile(ctx, r.db, id, "nothing")
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("find file: %w", err)
		}
		files = append(files, f)
	}
	return files, nil
}

// waitingFile reads one file that belongs to no case yet, its wrapped key and the hash of its content. Its owner is "nothing", or "aside"
// for one that waits with what was set aside.
func (r *Register) waitingFile(ctx context.Context, db reader, id, owner string) (f StoredFile, wrapped []byte, sum string, err error) {
	var meta []byte
	const find = "SELECT media_type, size, wrapped, meta FROM attachments WHERE id = $1 AND owner = $2"
	f.ID = id
	if err := db.QueryRowContext(ctx, find, id, owner).Scan(&f.MediaType, &f.Size, &wrapped, &meta); err != nil {
		return StoredFile{}, nil, "", err
	}
	m, err := r.openMeta(id, wrapped, meta)
	f.Name = m.Name
	return f, wrapped, m.SHA256, err
}

// openMeta unlocks a file's name and hash.
func (r *Register) openMeta(id string, wrapped, meta []byte) (fileMeta, error) {
	var m fileMeta
	key, err := r.openDataKey(filePlace(id), wrapped)
	if err != nil {
		return m, err
	}
	plain, err := unlock(key, filePlace(id)+" meta", meta)
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(plain, &m)
}

// attachFiles gives stored files to an event of a case, in the transaction of the command. Too many files, and an id of no file
// that waits (it was swept away, or belongs to something already), is a fault of the field "files".
func (r *Register) attachFiles(ctx context.Context, tx *sql.Tx, number string, version int64, ids []string) error {
	if err := checkFiles(ids); err != nil {
		return err
	}
	for _, id := range ids {
		done, err := tx.ExecContext(ctx, query("attachment_take"), id, number, version)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n != 1 {
			return errors.Join(err, fault.List{fault.Invalid("files", "file_gone", nil)})
		}
	}
	return nil
}

// checkFiles bounds the number of files of one sending.
func checkFiles(ids []string) error {
	if len(ids) > FilesMax {
		return fault.List{fault.Invalid("files", "files_many", fault.Params{"max": FilesMax})}
	}
	return nil
}

// Attachments lists the files of a case in the order in which they came. After an erasure there are none.
func (r *Register) Attachments(ctx context.Context, number string) ([]Attachment, error) {
	number, err := CheckNumber(number)
	if err != nil {
		return nil, err
	}
	var list []Attachment
	err = r.eachAttachment(ctx, number, func(a Attachment, _, _ []byte) error {
		list = append(list, a)
		return nil
	})
	return list, err
}

// eachAttachment reads the files of a case with their locks.
func (r *Register) eachAttachment(ctx context.Context, number string, do func(a Attachment, wrapped, meta []byte) error) error {
	rows, err := r.db.QueryContext(ctx, query("attachments"), number)
	if err != nil {
		return fmt.Errorf("list attachments: %w", err)
	}
	err = each(rows, func(rows *sql.Rows) error {
		var a Attachment
		var at int64
		var wrapped, meta []byte
		if err := rows.Scan(&a.ID, &a.Version, &at, &a.MediaType, &a.Size, &wrapped, &meta); err != nil {
			return err
		}
		a.At = store.Moment(at)
		return do(a, wrapped, meta)
	})
	if err != nil {
		return fmt.Errorf("list attachments: %w", err)
	}
	return nil
}

// OpenAttachment reads a file of a case for the user with the id by, which the audit trail shows. A file that the case does not
// have is the fault.NotFound "file_unknown", one whose key was destroyed "case_erased".
func (r *Register) OpenAttachment(ctx context.Context, number, id, by string) (OpenedFile, error) {
	number, err := CheckNumber(number)
	if err != nil {
		return OpenedFile{}, err
	}
	f := OpenedFile{StoredFile: StoredFile{ID: id}}
	var wrapped, meta []byte
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		const find = "SELECT media_type, size, wrapped, meta FROM attachments WHERE id = $1 AND number = $2"
		err := tx.QueryRowContext(ctx, find, id, number).Scan(&f.MediaType, &f.Size, &wrapped, &meta)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return fault.NotFound("file_unknown", nil)
		case err != nil:
			return err
		case wrapped == nil:
			return fault.NotFound("case_erased", fault.Params{"number": number})
		}
		return r.audit(ctx, tx, by, "case.file.read", number)
	})
	if err != nil {
		return OpenedFile{}, fmt.Errorf("open attachment: %w", err)
	}
	m, err := r.openMeta(id, wrapped, meta)
	if err != nil {
		return OpenedFile{}, err
	}
	f.Name = m.Name
	key, err := r.openDataKey(filePlace(id), wrapped)
	if err != nil {
		return OpenedFile{}, err
	}
	f.Content, err = r.readContent(id, key, m.SHA256)
	return f, err
}
