package register

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"harta/internal/fault"
)

// Why a case is erased.
const (
	ErasedOnRequest = "request" // the person asks for it, Regulation (EU) 2016/679, art. 17
	ErasedWhenDue   = "due"     // the papers need not be kept any longer
)

// Erasure destroys the keys of a closed case: the text, the contact, the words of every event and every file become unreadable for
// ever. The case, its dates and its outcome stay, with who erased it, when and why.
type Erasure struct {
	Ground string // ErasedOnRequest, ErasedWhenDue; empty: not said
}

func (e Erasure) apply(_ office, c *CaseRow, _ time.Time) (deed, error) {
	switch {
	case !slices.Contains([]string{"", ErasedOnRequest, ErasedWhenDue}, e.Ground):
		return deed{}, fault.List{fault.Invalid("ground", "case_erasure_ground", nil)}
	case c.Open():
		return deed{}, fault.Conflict("case_open", nil)
	case c.past.erased:
		return deed{}, fault.Conflict("case_erased", nil)
	}
	number := c.Number
	return deed{kind: EventErased, details: Details{Ground: e.Ground}, also: func(ctx context.Context, tx *sql.Tx, _ *Register, _ Event) error {
		return destroyKeys(ctx, tx, number)
	}}, nil
}

// Erased says whether nobody can read any more what the case says about people.
func (c Case) Erased() bool {
	return slices.ContainsFunc(c.Events, func(e Event) bool { return e.Kind == EventErased })
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
