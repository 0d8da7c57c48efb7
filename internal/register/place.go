package register

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"harta/internal/charter"
	"harta/internal/fault"
)

// Place is a counter or a service with a public link, which people reach by a QR code on a poster. Its code is printed and so no
// secret; that it cannot be guessed only keeps people from answering for places they never saw.
type Place struct {
	ID         string // short ASCII name, never changed: facts carry it as their kiosk
	Code       string // of the address /q/code
	Name       charter.Label
	Office     string
	Department string // empty: the place is not about one department
	Service    string // empty: the place is not about one service
	Question   string // id of the question it asks
	Active     bool
	Screen

	Version int64 // grows with every change
}

// codeLetters are the letters and digits of which people mistake none for another, read from paper and typed on a phone: no 0 and
// o, no 1, i and l.
const codeLetters = "23456789abcdefghjkmnpqrstuvwxyz"

// codeLength gives 39 random bits: with the limits on answers nobody finds a second place by trying.
const codeLength = 8

// newCode makes the code of a place.
func newCode() string {
	code := make([]byte, 0, codeLength)
	var b [1]byte
	for len(code) < codeLength {
		_, _ = rand.Read(b[:])                                         // never fails, see crypto/rand
		if n := int(b[0]); n < 256/len(codeLetters)*len(codeLetters) { // beyond this, the first letters would be likelier
			code = append(code, codeLetters[n%len(codeLetters)])
		}
	}
	return string(code)
}

// tidyCode reads a code as people type it: with capitals, spaces or dashes.
func tidyCode(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || unicode.Is(unicode.Pd, c) {
			return -1
		}
		return unicode.ToLower(c)
	}, s)
}

// PutPlace adds a place or changes the one with its id, in the name of the user with the id by. Id and version are as for
// PutKiosk; the fault.Conflict is "place_changed". A new place gets its code. Wrong input is a fault.List.
func (r *Register) PutPlace(ctx context.Context, p Place, by string) (Place, error) {
	cat, err := r.Catalogue(ctx)
	if err != nil {
		return Place{}, err
	}
	p.Name = charter.Label{"bg": tidyLine(p.Name["bg"]), "en": tidyLine(p.Name["en"])}
	var f faults
	f.length("name_bg", "place_name", p.Name["bg"], KioskNameMax)
	f.atMost("name_en", "place_name", p.Name["en"], KioskNameMax)
	r.checkAbout(&f, cat, p.ID, p.About())
	r.checkScreen(&f, cat, p.Question, p.Service, p.Screen)
	if err := f.err(); err != nil {
		return Place{}, err
	}
	var put Place
	err = r.changeBooth(ctx, func(tx *sql.Tx) error {
		put, err = r.putPlace(ctx, tx, p, by)
		return err
	})
	if err != nil {
		return Place{}, fmt.Errorf("put place: %w", err)
	}
	return put, nil
}

func (r *Register) putPlace(ctx context.Context, tx *sql.Tx, p Place, by string) (Place, error) {
	names, err := writeLabel(p.Name)
	if err != nil {
		return Place{}, err
	}
	if p.ID == "" {
		if p.ID, err = freeID(ctx, tx, slug(p.Name["bg"])); err != nil {
			return Place{}, err
		}
	}
	action := "place.change"
	held, err := placeBy(ctx, tx, "place_by_id", p.ID)
	switch {
	case isNotFound(err):
		if err := mustBeFree(ctx, tx, p.ID); err != nil {
			return Place{}, err
		}
		action = "place.add"
	case err != nil:
		return Place{}, err
	case p.Version != 0 && p.Version != held.Version:
		return Place{}, fault.Conflict("place_changed", fault.Params{"name": held.Name["bg"]})
	}
	screen, err := writeScreen(p.after(held.Screen, held.About(), p.About(), r.clock()))
	if err != nil {
		return Place{}, err
	}
	err = exec(ctx, tx, query("place_put"), p.ID, newCode(), names, p.Office, p.Department, p.Service, p.Question, p.Active, screen)
	if err != nil {
		return Place{}, err
	}
	put, err := placeBy(ctx, tx, "place_by_id", p.ID)
	if err != nil {
		return Place{}, err
	}
	var fields []string
	if action == "place.change" {
		fields = held.changed(put)
	}
	return put, r.auditFields(ctx, tx, by, action, p.ID, fields)
}

// RotatePlace gives a place a new code, for when its link is misused: posters printed before lead nowhere. What waits on a phone is still
// known for its own, see PlaceByFormerCode. version is as for PutPlace.
func (r *Register) RotatePlace(ctx context.Context, id string, version int64, by string) (Place, error) {
	var p Place
	err := r.changeBooth(ctx, func(tx *sql.Tx) error {
		held, err := placeBy(ctx, tx, "place_by_id", id)
		if err != nil {
			return err
		}
		if version != 0 && version != held.Version {
			return fault.Conflict("place_changed", fault.Params{"name": held.Name["bg"]})
		}
		if err := r.endCode(ctx, tx, id); err != nil {
			return err
		}
		if err := exec(ctx, tx, query("place_rotate"), id, newCode()); err != nil {
			return err
		}
		if err := r.audit(ctx, tx, by, "place.rotate", id); err != nil {
			return err
		}
		p, err = placeBy(ctx, tx, "place_by_id", id)
		return err
	})
	if err != nil {
		return Place{}, fmt.Errorf("rotate place: %w", err)
	}
	return p, nil
}

// PlaceByCode finds the place an address belongs to, however the code was typed, from memory like KioskByToken. An unknown code is the fault.NotFound
// "place_unknown", a place that was switched off "place_inactive".
func (r *Register) PlaceByCode(ctx context.Context, code string) (Place, error) {
	if err := r.booths.refresh(ctx, r.db); err != nil {
		return Place{}, err
	}
	code = tidyCode(code)
	p, err := kept(&r.booths, code, (*booths).placeMap, func() (Place, error) { return placeBy(ctx, r.db, "place_by_code", code) })
	switch {
	case err != nil:
		return Place{}, fmt.Errorf("find place: %w", err)
	case !p.Active:
		return Place{}, fault.NotFound("place_inactive", nil)
	}
	return p, nil
}

// Place gives the place with the id. Without one it is the fault.NotFound "place_unknown".
func (r *Register) Place(ctx context.Context, id string) (Place, error) {
	p, err := placeBy(ctx, r.db, "place_by_id", id)
	if err != nil {
		return Place{}, fmt.Errorf("find place: %w", err)
	}
	return p, nil
}

// Places lists all places by id, the inactive ones too.
func (r *Register) Places(ctx context.Context) ([]Place, error) {
	rows, err := r.db.QueryContext(ctx, query("places"))
	if err != nil {
		return nil, fmt.Errorf("list places: %w", err)
	}
	var places []Place
	err = each(rows, func(rows *sql.Rows) error {
		p, err := scanPlace(rows)
		places = append(places, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list places: %w", err)
	}
	return places, nil
}

func placeBy(ctx context.Context, db reader, statement string, values ...any) (Place, error) {
	p, err := scanPlace(db.QueryRowContext(ctx, query(statement), values...))
	if errors.Is(err, sql.ErrNoRows) {
		return Place{}, fault.NotFound("place_unknown", nil)
	}
	return p, err
}

func scanPlace(row scanner) (Place, error) {
	var p Place
	var names, screen string
	err := row.Scan(&p.ID, &p.Code, &names, &p.Office, &p.Department, &p.Service, &p.Question, &p.Active, &screen, &p.Version)
	if err != nil {
		return Place{}, err
	}
	if p.Name, err = readLabel(names); err != nil {
		return Place{}, err
	}
	p.Screen, err = readScreen(screen)
	return p, err
}
