package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"harta/internal/fault"
	"harta/internal/store"
)

// AsideWords is what was set aside, word for word.
type AsideWords struct {
	Submission
	Stored []StoredFile // its files
}

// AsideText reads what was set aside, for the user with the id by, which the audit trail shows.
func (r *Register) AsideText(ctx context.Context, number, by string) (AsideWords, error) {
	number, err := CheckNumber(number)
	if err != nil {
		return AsideWords{}, err
	}
	var words AsideWords
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) (err error) {
		if words.Submission, _, err = r.openAside(ctx, tx, number); err != nil {
			return err
		}
		words.Stored = nil
		for _, id := range words.Files {
			f, _, _, err := r.waitingFile(ctx, tx, id, "aside")
			if err != nil {
				return err
			}
			words.Stored = append(words.Stored, f)
		}
		return r.lookAside(ctx, tx, number, by, "aside.read")
	})
	if err != nil {
		return AsideWords{}, fmt.Errorf("read set aside: %w", err)
	}
	return words, nil
}

// OpenAsideFile reads a file of what was set aside, for the user with the id by, which the audit trail shows. A file that did not come
// with it is the fault.NotFound "file_unknown".
func (r *Register) OpenAsideFile(ctx context.Context, number, id, by string) (OpenedFile, error) {
	number, err := CheckNumber(number)
	if err != nil {
		return OpenedFile{}, err
	}
	var f OpenedFile
	var wrapped []byte
	var sum string
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		s, _, err := r.openAside(ctx, tx, number)
		if err != nil {
			return err
		}
		if !slices.Contains(s.Files, id) {
			return fault.NotFound("file_unknown", nil)
		}
		f.StoredFile, wrapped, sum, err = r.waitingFile(ctx, tx, id, "aside")
		if errors.Is(err, sql.ErrNoRows) {
			return fault.NotFound("file_unknown", nil)
		}
		if err != nil {
			return err
		}
		return r.lookAside(ctx, tx, number, by, "aside.file.read")
	})
	if err != nil {
		return OpenedFile{}, fmt.Errorf("open file of set aside: %w", err)
	}
	key, err := r.openDataKey(filePlace(id), wrapped)
	if err != nil {
		return OpenedFile{}, err
	}
	f.Content, err = r.readContent(id, key, sum)
	return f, err
}

// lookAside remembers who looked first, and writes down every look.
func (r *Register) lookAside(ctx context.Context, tx *sql.Tx, number, by, deed string) error {
	if err := exec(ctx, tx, query("set_aside_look"), number, store.Millis(r.clock()), by); err != nil {
		return err
	}
	return r.audit(ctx, tx, by, deed, number)
}
