package register

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"

	"harta/internal/fault"
)

// Other programs send answers and cases in versions. Of two versions of the same thing the greater wins; the same version again must
// say the same.

// Sent is what becomes of a version of something that another program sends.
type Sent string

// The verdicts on a version.
const (
	SentNew     Sent = "new"     // nothing of it was known
	SentLater   Sent = "later"   // it corrects what was known
	SentAlready Sent = "already" // exactly this came before
	SentOlder   Sent = "older"   // a later version is known; nothing changes
	// SentConflict says that the same version came before with other content.
	SentConflict Sent = "conflict"
)

// known is what the register remembers of the version that came last.
type known struct {
	version int64
	mark    string
	undone  bool // the import that brought it was taken back
}

// judge says what a version is beside the one that came last.
func (k known) judge(version int64, mark string) Sent {
	switch {
	case version > k.version:
		return SentLater
	case version < k.version:
		return SentOlder
	case mark == k.mark:
		return SentAlready
	}
	return SentConflict
}

// versionConflict says that a version contradicts itself.
func versionConflict() error { return fault.Conflict("record_version_conflict", nil) }

// sentMark is by what the same content is known again. It is made with a key, because a short text could be guessed from a bare hash.
func (r *Register) sentMark(content []byte) string {
	mac := hmac.New(sha256.New, r.markKey)
	mac.Write([]byte("sent\x00"))
	mac.Write(content)
	return hex.EncodeToString(mac.Sum(nil))
}
