package dashboard

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"harta/ingest"
	"harta/internal/fault"
)

// uploadAge is how long a file waits to be confirmed.
const uploadAge = 24 * time.Hour

// pendingUpload is a file that somebody uploaded and has not confirmed yet.
type pendingUpload struct {
	Profile string    `json:"profile"`
	Name    string    `json:"name"` // the file's, for people
	By      string    `json:"by"`   // id of the user
	At      time.Time `json:"at"`
	// Mapping is what has been said so far about the columns of a file that no profile knows.
	Mapping *ingest.Mapping `json:"mapping,omitempty"`
}

// uploadsWaiting keeps files between their upload and their confirmation: each under a random name, with a note beside it, so that they
// outlive a restart.
type uploadsWaiting struct {
	folder string
	clock  func() time.Time
}

// newUploadsWaiting keeps its files in folder/uploads.
func newUploadsWaiting(folder string, clock func() time.Time) (*uploadsWaiting, error) {
	u := &uploadsWaiting{folder: filepath.Join(folder, "uploads"), clock: clock}
	if err := os.MkdirAll(u.folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of uploads: %w", err)
	}
	return u, nil
}

// uploadName is the form of a token: what crypto/rand.Text gives, in small letters. Nothing else reaches the file system.
var uploadName = regexp.MustCompile(`^[a-z2-7]{26}$`)

func (u *uploadsWaiting) path(token string) string { return filepath.Join(u.folder, token) }

func (u *uploadsWaiting) note(token string) string { return u.path(token) + ".json" }

// keep stores a file and gives the token that finds it again.
func (u *uploadsWaiting) keep(p pendingUpload, file *multipart.FileHeader) (token string, err error) {
	u.sweep()
	token = strings.ToLower(rand.Text())
	defer func() {
		if err != nil {
			u.drop(token)
			err = fmt.Errorf("keep an upload: %w", err)
		}
	}()
	from, err := file.Open()
	if err != nil {
		return "", err
	}
	defer from.Close()
	to, err := os.OpenFile(u.path(token), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(to, from)
	if err = errors.Join(err, to.Close()); err != nil {
		return "", err
	}
	return token, u.change(token, p)
}

// change keeps what is known of an upload anew: whole, or not at all.
func (u *uploadsWaiting) change(token string, p pendingUpload) error {
	note, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("keep an upload: %w", err)
	}
	half := u.note(token) + ".new"
	if err := os.WriteFile(half, note, 0o600); err != nil {
		return fmt.Errorf("keep an upload: %w", err)
	}
	return os.Rename(half, u.note(token))
}

// find gives what is known of an upload of the user. Everybody else's, and one that is gone, is fault.NotFound "upload_unknown".
func (u *uploadsWaiting) find(token, user string) (pendingUpload, error) {
	unknown := fault.NotFound("upload_unknown", nil)
	if !uploadName.MatchString(token) {
		return pendingUpload{}, unknown
	}
	note, err := os.ReadFile(u.note(token))
	if errors.Is(err, fs.ErrNotExist) {
		return pendingUpload{}, unknown
	}
	if err != nil {
		return pendingUpload{}, fmt.Errorf("find an upload: %w", err)
	}
	var p pendingUpload
	if err := json.Unmarshal(note, &p); err != nil {
		return pendingUpload{}, fmt.Errorf("find an upload: %w", err)
	}
	if p.By != user {
		return pendingUpload{}, unknown
	}
	return p, nil
}

// drop forgets an upload.
func (u *uploadsWaiting) drop(token string) {
	_ = os.Remove(u.note(token)) // what cannot be removed now is removed by the next sweep
	_ = os.Remove(u.path(token))
}

// sweep removes what nobody confirmed in time.
func (u *uploadsWaiting) sweep() {
	entries, err := os.ReadDir(u.folder)
	if err != nil {
		return // keep will say why
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && u.clock().Sub(info.ModTime()) > uploadAge {
			_ = os.Remove(filepath.Join(u.folder, e.Name()))
		}
	}
}

// longestFileName is the length of a file's name that is kept for people, in characters.
const longestFileName = 120

// cleanFileName makes a name fit to be shown: without folders, control characters and marks that turn the writing around.
func cleanFileName(name string) string {
	name = strings.ToValidUTF8(name, "\uFFFD")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, name)
	if utf8.RuneCountInString(name) > longestFileName {
		name = string([]rune(name)[:longestFileName-1]) + "…"
	}
	return name
}
