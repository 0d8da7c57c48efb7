package register

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"harta/internal/fault"
	"harta/internal/store"
)

// PutKiosk enrols a kiosk or changes the one with its id, in the name of the user with the id by. Without an id the kiosk is new
// and gets one made from its name. With a version it must be the one the person saw, else it is the fault.Conflict
// "kiosk_changed"; without one the kiosk is taken as it is. A new kiosk comes back with its token, which no other way but
// KioskAddress tells again. Wrong input is a fault.List.
func (r *Register) PutKiosk(ctx context.Context, k Kiosk, by string) (Kiosk, error) {
	cat, err := r.Catalogue(ctx)
	if err != nil {
		return Kiosk{}, err
	}
	k.Name = tidyLine(k.Name)
	var f faults
	f.length("name", "kiosk_name", k.Name, KioskNameMax)
	r.checkAbout(&f, cat, k.ID, k.About())
	r.checkScreen(&f, cat, k.Question, k.Service, k.Screen)
	if err := f.err(); err != nil {
		return Kiosk{}, err
	}
	var put Kiosk
	err = r.changeBooth(ctx, func(tx *sql.Tx) error {
		if k.ID == "" {
			if k.ID, err = freeID(ctx, tx, slug(k.Name)); err != nil {
				return err
			}
		}
		action := "kiosk.change"
		held, err := kioskByID(ctx, tx, k.ID)
		switch {
		case isNotFound(err):
			if err := mustBeFree(ctx, tx, k.ID); err != nil {
				return err
			}
			action, k.Token = "kiosk.enrol", newToken()
		case err != nil:
			return err
		case k.Version != 0 && k.Version != held.Version:
			return fault.Conflict("kiosk_changed", fault.Params{"name": held.Name})
		default:
			k.Token = "" // stays as it is
		}
		screen, err := writeScreen(k.after(held.Screen, held.About(), k.About(), r.clock()))
		if err != nil {
			return err
		}
		err = exec(ctx, tx, query("kiosk_put"), k.ID, hashOfToken(k.Token), r.lockToken(k.ID, k.Token), k.Name, k.Office, k.Department,
			k.Service, k.Question, k.Active, screen)
		if err != nil {
			return err
		}
		if put, err = kioskByID(ctx, tx, k.ID); err != nil {
			return err
		}
		var fields []string
		if action == "kiosk.change" {
			fields = held.changed(put)
		}
		return r.auditFields(ctx, tx, by, action, k.ID, fields)
	})
	if err != nil {
		return Kiosk{}, fmt.Errorf("put kiosk: %w", err)
	}
	put.Token = k.Token
	return put, nil
}

// RotateKiosk gives a kiosk a new token and returns it with it: the old address opens nothing from now on. A kiosk whose address
// was taken back is in use again. version is as for PutKiosk.
func (r *Register) RotateKiosk(ctx context.Context, id string, version int64, by string) (Kiosk, error) {
	token := newToken()
	k, err := r.changeKiosk(ctx, id, version, by, "kiosk.rotate", func(tx *sql.Tx, _ Kiosk) error {
		if err := r.endAddress(ctx, tx, id); err != nil {
			return err
		}
		return exec(ctx, tx, query("kiosk_rotate"), id, hashOfToken(token), r.lockToken(id, token))
	})
	k.Token = token
	return k, err
}

// RevokeKiosk takes a kiosk's address back: it opens nothing any more, and nobody can read it again. Doing so twice changes
// nothing. version is as for PutKiosk.
func (r *Register) RevokeKiosk(ctx context.Context, id string, version int64, by string) error {
	_, err := r.changeKiosk(ctx, id, version, by, "kiosk.revoke", func(tx *sql.Tx, k Kiosk) error {
		if k.RevokedAt != nil {
			return nil
		}
		return exec(ctx, tx, query("kiosk_revoke"), id, store.Millis(r.clock()), by)
	})
	return err
}

// KioskAddress tells the token of a kiosk's address, which the audit trail shows. A revoked kiosk has none: it is the
// fault.NotFound "kiosk_inactive".
func (r *Register) KioskAddress(ctx context.Context, id, by string) (token string, err error) {
	var locked string
	_, err = r.changeKiosk(ctx, id, 0, by, "kiosk.address.read", func(tx *sql.Tx, k Kiosk) error {
		if k.RevokedAt != nil {
			return fault.NotFound("kiosk_inactive", fault.Params{"name": k.Name})
		}
		return tx.QueryRowContext(ctx, "SELECT token_locked FROM kiosks WHERE id = $1", id).Scan(&locked)
	})
	if err != nil {
		return "", err
	}
	plain, err := unlock(r.master, place(id, "token"), bytesOf(locked))
	return string(plain), err
}

// changeKiosk does a deed to one kiosk, with its entry in the audit trail, and gives the kiosk as it is then. Version 0 takes it
// as it is.
func (r *Register) changeKiosk(ctx context.Context, id string, version int64, by, action string, deed func(*sql.Tx, Kiosk) error) (Kiosk, error) {
	var k Kiosk
	err := r.changeBooth(ctx, func(tx *sql.Tx) error {
		held, err := kioskByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if version != 0 && version != held.Version {
			return fault.Conflict("kiosk_changed", fault.Params{"name": held.Name})
		}
		if err := deed(tx, held); err != nil {
			return err
		}
		if k, err = kioskByID(ctx, tx, id); err != nil {
			return err
		}
		return r.audit(ctx, tx, by, action, id)
	})
	if err != nil {
		return Kiosk{}, fmt.Errorf("%s: %w", action, err)
	}
	return k, nil
}

// NoteKioskSeen keeps that a kiosk was heard of at a moment and by how much its clock was fast then, nil when the page could not
// tell. It is meant to be called now and then, not at every tap. News that come late never replace newer ones.
func (r *Register) NoteKioskSeen(ctx context.Context, id string, at time.Time, skew *time.Duration) error {
	var ms, skewAt sql.NullInt64
	if skew != nil {
		ms = sql.NullInt64{Int64: skew.Milliseconds(), Valid: true}
		skewAt = sql.NullInt64{Int64: store.Millis(at), Valid: true}
	}
	if _, err := r.db.ExecContext(ctx, query("kiosk_seen"), id, store.Millis(at), ms, skewAt); err != nil {
		return fmt.Errorf("note kiosk seen: %w", err)
	}
	return nil
}

// freeID makes an id of a kiosk or place that neither has yet, from the given one.
func freeID(ctx context.Context, tx *sql.Tx, wanted string) (string, error) {
	for n, id := 2, wanted; ; n++ {
		var taken bool
		err := tx.QueryRowContext(ctx, query("kiosk_or_place"), id).Scan(&taken)
		if err != nil || !taken {
			return id, err
		}
		id = fmt.Sprintf("%s-%d", wanted, n)
	}
}

// mustBeFree refuses the id of a new kiosk that a place has, or of a new place that a kiosk has: facts name both in one column.
func mustBeFree(ctx context.Context, tx *sql.Tx, id string) error {
	var taken bool
	if err := tx.QueryRowContext(ctx, query("kiosk_or_place"), id).Scan(&taken); err != nil {
		return err
	}
	if taken {
		return fault.Invalid("id", "kiosk_id_taken", fault.Params{"id": id})
	}
	return nil
}

func isNotFound(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Kind == fault.KindNotFound
}
