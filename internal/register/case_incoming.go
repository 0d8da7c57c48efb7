package register

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"

	"harta/internal/fault"
)

// IncomingMax is the length of an office's own incoming number in characters.
const IncomingMax = 40

// incomingKey is the form in which incoming numbers are compared: capitals without any space, and without the words "вх. №" that
// some write and some do not.
func incomingKey(incoming string) string {
	key := strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || !unicode.IsGraphic(c) {
			return -1
		}
		return unicode.ToUpper(c)
	}, incoming)
	key = strings.TrimPrefix(strings.TrimPrefix(key, "ВХ."), "ВХ")
	return strings.TrimPrefix(key, "№")
}

// incomingMark is by what the incoming number of a sealed case is known again. It is made with a key: the numbers of a year are few
// enough to be tried.
func (r *Register) incomingMark(year int, incoming string) string {
	key := incomingKey(incoming)
	if key == "" {
		return ""
	}
	mac := hmac.New(sha256.New, r.markKey)
	fmt.Fprintf(mac, "incoming\x00%d\x00%s", year, key)
	return hex.EncodeToString(mac.Sum(nil))
}

// claimIncoming refuses an incoming number that another case of the same year has. A case keeps its number when it is sealed: whoever
// registers had seen it in the list, and the same letter must not come into the open register again. The fault says of neither that
// there is a case to be found. Cases that came sealed take no part: nobody has ever seen their numbers here, and whether one of them
// has this one is nobody's business.
func (r *Register) claimIncoming(ctx context.Context, tx *sql.Tx, year int, incoming string) error {
	key := incomingKey(incoming)
	if key == "" {
		return nil
	}
	var taken int
	if err := tx.QueryRowContext(ctx, query("incoming_taken"), year, key, r.incomingMark(year, incoming)).Scan(&taken); err != nil {
		return err
	}
	if taken > 0 {
		return fault.List{fault.Invalid("incoming", "case_incoming_taken", fault.Params{"year": year})}
	}
	return nil
}
