package register

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"harta/internal/fault"
	"harta/internal/store"
)

// Kiosk is a screen on which citizens tap their opinion. Whoever knows the token can answer at it, so the token is a secret
// between the kiosk and the office.
type Kiosk struct {
	ID         string
	Token      string
	Name       string
	Office     string
	Department string // empty: the kiosk is not about one department
	Service    string // empty: the kiosk is not about one service
	Question   string // id of the question it asks
	Active     bool
}

// PutKiosk enrols a kiosk or changes the one with its id, and gives it back with its token. Without a token given the kiosk
// keeps the one it has, or gets a new one. Wrong input is a fault.List.
func (r *Register) PutKiosk(ctx context.Context, k Kiosk) (Kiosk, error) {
	cat, err := r.Catalogue(ctx)
	if err != nil {
		return Kiosk{}, err
	}
	if wrong := r.checkKiosk(cat, k); len(wrong) > 0 {
		return Kiosk{}, wrong
	}
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		if k.Token == "" {
			err := tx.QueryRowContext(ctx, "SELECT token FROM kiosks WHERE id = $1", k.ID).Scan(&k.Token)
			if errors.Is(err, sql.ErrNoRows) {
				k.Token, err = newToken(), nil
			}
			if err != nil {
				return err
			}
		}
		return exec(ctx, tx, query("kiosk_put"), k.ID, k.Token, k.Name, k.Office, k.Department, k.Service, k.Question, k.Active)
	})
	if err != nil {
		return Kiosk{}, fmt.Errorf("put kiosk: %w", err)
	}
	return k, nil
}

// tokenMin is the length of the shortest token taken, in characters of five bits: less could be guessed.
const tokenMin = 26

// newToken makes a kiosk's token: 130 random bits in base32, small letters and digits, easy to type into a tablet.
func newToken() string { return strings.ToLower(rand.Text()) }

// checkKiosk collects everything wrong with a kiosk.
func (r *Register) checkKiosk(cat *Catalogue, k Kiosk) fault.List {
	var wrong fault.List
	if !idForm.MatchString(k.ID) {
		wrong = append(wrong, fault.Invalid("id", "catalogue_id_form", fault.Params{"id": k.ID}))
	}
	if k.Token != "" && len(k.Token) < tokenMin {
		wrong = append(wrong, fault.Invalid("token", "kiosk_token_short", fault.Params{"min": tokenMin}))
	}
	if _, known := cat.Office(k.Office); !known {
		wrong = append(wrong, fault.Invalid("office", "no_such_office", fault.Params{"office": k.Office}))
	}
	if _, known := cat.Department(k.Department); k.Department != "" && !known {
		wrong = append(wrong, fault.Invalid("department", "no_such_department", fault.Params{"department": k.Department}))
	}
	if _, known := cat.Service(k.Service); k.Service != "" && !known {
		wrong = append(wrong, fault.Invalid("service", "no_such_service", fault.Params{"service": k.Service}))
	}
	if _, known := r.charter.Question(k.Question); !known {
		wrong = append(wrong, fault.Invalid("question", "no_such_question", fault.Params{"question": k.Question}))
	}
	return wrong
}

// KioskByToken finds the kiosk an address belongs to. An unknown token is the fault.NotFound "kiosk_unknown", a kiosk that was
// switched off "kiosk_inactive".
func (r *Register) KioskByToken(ctx context.Context, token string) (Kiosk, error) {
	k, err := scanKiosk(r.db.QueryRowContext(ctx, query("kiosk_by_token"), token))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Kiosk{}, fault.NotFound("kiosk_unknown", nil)
	case err != nil:
		return Kiosk{}, fmt.Errorf("find kiosk: %w", err)
	case !k.Active:
		return Kiosk{}, fault.NotFound("kiosk_inactive", fault.Params{"name": k.Name})
	}
	return k, nil
}

// Kiosks lists all kiosks by id, the inactive ones too.
func (r *Register) Kiosks(ctx context.Context) ([]Kiosk, error) {
	rows, err := r.db.QueryContext(ctx, query("kiosks"))
	if err != nil {
		return nil, fmt.Errorf("list kiosks: %w", err)
	}
	var kiosks []Kiosk
	err = each(rows, func(rows *sql.Rows) error {
		k, err := scanKiosk(rows)
		kiosks = append(kiosks, k)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list kiosks: %w", err)
	}
	return kiosks, nil
}

// scanner is a row of a result, alone or among others.
type scanner interface{ Scan(dest ...any) error }

func scanKiosk(row scanner) (Kiosk, error) {
	var k Kiosk
	err := row.Scan(&k.ID, &k.Token, &k.Name, &k.Office, &k.Department, &k.Service, &k.Question, &k.Active)
	return k, err
}
