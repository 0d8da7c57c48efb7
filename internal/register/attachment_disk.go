package register

import (
	"context"
	"crypto/cipher"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"harta/internal/fault"
	"harta/internal/store"
)

// fileRest is how long a stored file waits to be attached.
const fileRest = 24 * time.Hour

// unfinished is the ending of a file that is being written.
const unfinished = ".part"

// attachmentFolder gives the folder of the files' contents, which is made when it is first needed.
func (r *Register) attachmentFolder() (string, error) {
	if r.folder == "" {
		return "", fault.New(fault.KindUnavailable, "files_no_folder", nil)
	}
	folder := filepath.Join(r.folder, "attachments")
	return folder, os.MkdirAll(folder, 0o700)
}

// writeContent puts a locked content on the disk, whole or not at all.
func (r *Register) writeContent(id string, locked []byte) (err error) {
	folder, err := r.attachmentFolder()
	if err != nil {
		return fmt.Errorf("store file: %w", err)
	}
	path := filepath.Join(folder, id)
	file, err := os.OpenFile(path+unfinished, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("store file: %w", err)
	}
	_, err = file.Write(locked)
	if err == nil {
		err = file.Sync()
	}
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(path+unfinished, path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("store file: %w", err), os.Remove(path+unfinished))
	}
	return syncFolder(folder)
}

// syncFolder makes a new name in a folder durable.
func syncFolder(folder string) error {
	dir, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// readContent unlocks a content and checks that it is the one that was kept.
func (r *Register) readContent(id string, key cipher.AEAD, sum string) ([]byte, error) {
	folder, err := r.attachmentFolder()
	if err != nil {
		return nil, err
	}
	locked, err := os.ReadFile(filepath.Join(folder, id))
	if err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	data, err := unlock(key, filePlace(id)+" content", locked)
	if err != nil {
		return nil, err
	}
	if got := sha256.Sum256(data); hex.EncodeToString(got[:]) != sum {
		return nil, fmt.Errorf("file %s is not the one that was stored", id)
	}
	return data, nil
}

// SweepFiles removes what nobody needs any more: files that were never attached, those of erased cases, and what a failure left
// in the folder. It is to be called from time to time.
func (r *Register) SweepFiles(ctx context.Context) error {
	folder, err := r.attachmentFolder()
	if err != nil {
		return err
	}
	before := r.clock().Add(-fileRest)
	var useless []string
	rows, err := r.db.QueryContext(ctx, query("attachments_useless"), store.Millis(before))
	if err != nil {
		return fmt.Errorf("sweep files: %w", err)
	}
	err = each(rows, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		useless = append(useless, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("sweep files: %w", err)
	}
	for _, id := range useless {
		if err := r.removeFile(ctx, folder, id, before); err != nil {
			return fmt.Errorf("sweep files: %w", err)
		}
	}
	return r.sweepStrays(ctx, folder, before)
}

// removeFile forgets a useless file: first its row with the key, then its content. One that was attached meanwhile stays.
func (r *Register) removeFile(ctx context.Context, folder, id string, before time.Time) error {
	var gone int64
	err := store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, query("attachment_forget"), id, store.Millis(before))
		if err != nil {
			return err
		}
		gone, err = done.RowsAffected()
		return err
	})
	if err != nil || gone == 0 {
		return err
	}
	return removeIfThere(filepath.Join(folder, id))
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// sweepStrays removes old contents that no row knows: a failure between disk and register left them.
func (r *Register) sweepStrays(ctx context.Context, folder string, before time.Time) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("sweep files: %w", err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && info.ModTime().After(before) {
			continue
		}
		if err != nil {
			return fmt.Errorf("sweep files: %w", err)
		}
		var known int
		if err := r.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM attachments WHERE id = $1", e.Name()).Scan(&known); err != nil {
			return fmt.Errorf("sweep files: %w", err)
		}
		if known == 0 {
			if err := removeIfThere(filepath.Join(folder, e.Name())); err != nil {
				return fmt.Errorf("sweep files: %w", err)
			}
		}
	}
	return nil
}
