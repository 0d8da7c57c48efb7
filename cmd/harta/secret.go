package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"harta/internal/fault"
)

// masterKeyLength is the length of the master key in bytes.
const masterKeyLength = 32

// masterKey reads the key that wraps every contact's own key, and makes it at the first start. Without a path it lies in the
// data folder beside the register, so that one folder is the whole backup.
func masterKey(path, folder string) ([]byte, error) {
	if path == "" {
		path = filepath.Join(folder, keyFile)
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return newMasterKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the master key: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != masterKeyLength {
		return nil, fault.Invalid("key-file", "master_key", fault.Params{"path": path})
	}
	return key, nil
}

func newMasterKey(path string) ([]byte, error) {
	key := make([]byte, masterKeyLength)
	_, _ = rand.Read(key) // never fails, see crypto/rand
	if err := writeSecret(path, hex.EncodeToString(key)+"\n"); err != nil {
		return nil, fmt.Errorf("keep the master key: %w", err)
	}
	return key, nil
}

// writeSecret writes a file that only its owner may read. It is on the disk whole or not at all, also when the power fails.
func writeSecret(path, content string) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // for the owner alone
	if err != nil {
		return err
	}
	_, err = file.WriteString(content)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes the names in a folder last.
func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// newPassword makes a password of 80 random bits in four groups that a person can type: letters and digits that are not
// mistaken for each other.
func newPassword() string {
	const alphabet = "abcdefghjkmnpqrstuvwxyz23456789a" // 32 signs; one stands twice so that a byte selects without bias
	raw := make([]byte, 16)
	_, _ = rand.Read(raw) // never fails, see crypto/rand
	var b strings.Builder
	for i, x := range raw {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(alphabet[x%32])
	}
	return b.String()
}
