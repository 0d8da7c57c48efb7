package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"harta/internal/fault"
)

// A file of a sealed case is known to the sealed case alone: its name, type and key lie in the case's locked body, and the table of
// attachments says no more than that the content on the disk is needed.

// sealedFile is a file inside the lock of a sealed case.
type sealedFile struct {
	StoredFile
	SHA256  string `json:"sha256"`
	Wrapped []byte `json:"wrapped"` // the file's key, wrapped by the master key
}

// sealFiles takes stored files into the sealed register, in the transaction that writes the case. The faults are those of
// attachFiles.
func (r *Register) sealFiles(ctx context.Context, tx *sql.Tx, ids []string) ([]sealedFile, error) {
	if err := checkFiles(ids); err != nil {
		return nil, err
	}
	var files []sealedFile
	for _, id := range ids {
		f, wrapped, sum, err := r.waitingFile(ctx, tx, id, "nothing")
		if errors.Is(err, sql.ErrNoRows) {
			return nil, fault.List{fault.Invalid("files", "file_gone", nil)}
		}
		if err != nil {
			return nil, err
		}
		if err := exec(ctx, tx, query("attachment_seal"), id); err != nil {
			return nil, err
		}
		files = append(files, sealedFile{StoredFile: f, SHA256: sum, Wrapped: wrapped})
	}
	return files, nil
}

// OpenSealedFile reads a file of a sealed case for the user with the id by, as SealedCase reads the case. It is for the integrity
// role alone. A file that the case does not have is the fault.NotFound "file_unknown".
func (r *Register) OpenSealedFile(ctx context.Context, number, id, by string) (OpenedFile, error) {
	c, err := r.SealedCase(ctx, number, by)
	if err != nil {
		return OpenedFile{}, err
	}
	for _, f := range c.sealed {
		if f.ID != id {
			continue
		}
		key, err := r.openDataKey(filePlace(id), f.Wrapped)
		if err != nil {
			return OpenedFile{}, fmt.Errorf("open sealed file: %w", err)
		}
		content, err := r.readContent(id, key, f.SHA256)
		return OpenedFile{StoredFile: f.StoredFile, Content: content}, err
	}
	return OpenedFile{}, fault.NotFound("file_unknown", nil)
}
