package register

import (
	"context"
	"database/sql"
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

// claimIncoming refuses an incoming number that another case of the same year has. Sealed cases take no part: whether one of
// them has the number is nobody's business.
func claimIncoming(ctx context.Context, tx *sql.Tx, year int, incoming string) error {
	key := incomingKey(incoming)
	if key == "" {
		return nil
	}
	var taken int
	if err := tx.QueryRowContext(ctx, query("incoming_taken"), year, key).Scan(&taken); err != nil {
		return err
	}
	if taken > 0 {
		return fault.List{fault.Invalid("incoming", "case_incoming_taken", fault.Params{"year": year})}
	}
	return nil
}
