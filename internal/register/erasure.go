package register

import (
	"context"
	"database/sql"
	"time"

	"harta/internal/fault"
)

// Erasure destroys the keys of a closed case: the text, the contact, the words of every event and every file become unreadable for
// ever.
type Erasure struct{}

func (Erasure) apply(_ office, c *CaseRow, _ time.Time) (deed, error) {
	if c.Open() {
		return deed{}, fault.Conflict("case_open", nil)
	}
	number := c.Number
	return deed{kind: EventErased, also: func(ctx context.Context, tx *sql.Tx, _ *Register, _ Event) error { return destroyKeys(ctx, tx, number) }}, nil
}

// destroyKeys deletes the keys first and then what they locked, as far as it has a row of its own.
func destroyKeys(ctx context.Context, tx *sql.Tx, number string) error {
	if err := exec(ctx, tx, "DELETE FROM case_keys WHERE number = $1", number); err != nil {
		return err
	}
	if err := exec(ctx, tx, "UPDATE attachments SET wrapped = NULL, meta = NULL WHERE number = $1", number); err != nil {
		return err
	}
	return exec(ctx, tx, "DELETE FROM contacts WHERE number = $1", number)
}
