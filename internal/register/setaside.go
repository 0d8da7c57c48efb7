package register

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/store"
)

// Suspicion is why something looks as if a program had sent it.
type Suspicion string

// The suspicions.
const (
	SuspectNothing Suspicion = ""
	SuspectTrap    Suspicion = "trap"   // a field was filled in that people do not see
	SuspectHaste   Suspicion = "haste"  // sent faster than anybody types, or from no page of ours
	SuspectRate    Suspicion = "rate"   // very many from one address
	SuspectRepeat  Suspicion = "repeat" // the same words again within minutes
)

// SetAsideCount counts what was set aside.
type SetAsideCount struct {
	Day             string // civil, 2006-01-02
	Reason          Suspicion
	Aside, Restored int
	Erased          int // because nobody restored them in time
}

// SetAside keeps a submission that looks as if a program had sent it: checked, whole and locked, with a number that becomes the
// case's. The faults are those of Submit. What belongs into the sealed register goes there at once, whatever it looks like: who
// may not know of it shall not judge it.
func (r *Register) SetAside(ctx context.Context, s Submission, reason Suspicion) (Receipt, error) {
	if r.sealed(s) {
		return r.Submit(ctx, s)
	}
	cat, err := r.Catalogue(ctx)
	if err != nil {
		return Receipt{}, err
	}
	s, dues, err := r.prepare(cat, s)
	if err != nil {
		return Receipt{}, err
	}
	receipt := Receipt{Deadline: dues.Due, HasDeadline: !dues.Due.IsZero(), SetAside: true}
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) (err error) {
		receipt.Number, err = r.freeNumber(ctx, tx, s.ID)
		if errors.Is(err, errSubmittedBefore) {
			receipt, err = r.firstReceipt(ctx, tx, s.ID)
			return err
		}
		if err != nil {
			return err
		}
		return r.writeAside(ctx, tx, receipt.Number, s, dues, reason)
	})
	if err != nil {
		return Receipt{}, fmt.Errorf("set aside: %w", err)
	}
	return receipt, nil
}

// writeAside stores what is set aside under a key of its own.
func (r *Register) writeAside(ctx context.Context, tx *sql.Tx, number string, s Submission, dues charter.Dues, reason Suspicion) error {
	plain, err := json.Marshal(s)
	if err != nil {
		return err
	}
	at := place(number, "aside")
	key, wrapped, err := r.newDataKey(at)
	if err != nil {
		return err
	}
	if err := r.moveFiles(ctx, tx, s.Files, "aside"); err != nil {
		return err
	}
	err = exec(ctx, tx, query("set_aside_add"), number, s.ID.String(), store.Millis(s.ReceivedAt), s.Kind, string(reason),
		nullMillis(some(dues.Due)), hashOf(r.linkOf(number)), wrapped, lock(key, at, plain))
	if err != nil {
		return err
	}
	return exec(ctx, tx, query("set_aside_count"), r.charter.Calendar.CivilDay(s.ReceivedAt).String(), string(reason), 1, 0, 0)
}

// moveFiles lets files wait with what was set aside, or be free to attach again.
func (r *Register) moveFiles(ctx context.Context, tx *sql.Tx, ids []string, owner string) error {
	for _, id := range ids {
		done, err := tx.ExecContext(ctx, query("attachment_aside"), id, owner)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n != 1 {
			return errors.Join(err, fault.List{fault.Invalid("files", "file_gone", nil)})
		}
	}
	return nil
}

// Restore makes a case of what was set aside, on the word of the user with the id by: with its number, its files and its moment of
// receipt, so that its clock has been running since. An unknown number is the fault.NotFound "set_aside_unknown".
func (r *Register) Restore(ctx context.Context, number, by string) error {
	number, err := CheckNumber(number)
	if err != nil {
		return err
	}
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		s, reason, err := r.openAside(ctx, tx, number)
		if err != nil {
			return err
		}
		for _, remove := range []string{"DELETE FROM set_aside WHERE number = $1", "DELETE FROM set_aside_marks WHERE number = $1"} {
			if err := exec(ctx, tx, remove, number); err != nil {
				return err
			}
		}
		if err := r.moveFiles(ctx, tx, s.Files, "nothing"); err != nil {
			return err
		}
		if err := r.writeCase(ctx, tx, number, s, r.duesOf(s)); err != nil {
			return err
		}
		if err := exec(ctx, tx, query("case_link_add"), hashOf(r.linkOf(number)), number, store.Millis(r.clock())); err != nil {
			return err
		}
		day := r.charter.Calendar.CivilDay(s.ReceivedAt).String()
		if err := exec(ctx, tx, query("set_aside_count"), day, reason, 0, 1, 0); err != nil {
			return err
		}
		return r.audit(ctx, tx, by, "case.restore", number)
	})
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return nil
}

// openAside unlocks what was set aside.
func (r *Register) openAside(ctx context.Context, tx *sql.Tx, number string) (s Submission, reason string, err error) {
	var wrapped, body []byte
	err = tx.QueryRowContext(ctx, "SELECT reason, wrapped, body FROM set_aside WHERE number = $1 AND erased IS NULL", number).Scan(&reason, &wrapped, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return s, "", fault.NotFound("set_aside_unknown", nil)
	}
	if err != nil {
		return s, "", err
	}
	at := place(number, "aside")
	key, err := r.openDataKey(at, wrapped)
	if err != nil {
		return s, "", err
	}
	plain, err := unlock(key, at, body)
	if err != nil {
		return s, "", err
	}
	return s, reason, json.Unmarshal(plain, &s)
}

// CountAside counts what was set aside since a civil day, by day and reason, the newest first.
func (r *Register) CountAside(ctx context.Context, since charter.Date) ([]SetAsideCount, error) {
	const count = "SELECT day, reason, aside, restored, erased FROM set_aside_counts WHERE day >= $1 ORDER BY day DESC, reason"
	rows, err := r.db.QueryContext(ctx, count, since.String())
	if err != nil {
		return nil, fmt.Errorf("count set aside: %w", err)
	}
	var list []SetAsideCount
	err = each(rows, func(rows *sql.Rows) error {
		var c SetAsideCount
		err := rows.Scan(&c.Day, &c.Reason, &c.Aside, &c.Restored, &c.Erased)
		list = append(list, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count set aside: %w", err)
	}
	return list, nil
}

// firstAsideReceipt gives the receipt of a submission that was set aside before.
func firstAsideReceipt(ctx context.Context, tx *sql.Tx, id uuid.UUID) (Receipt, error) {
	receipt := Receipt{Already: true, SetAside: true}
	var deadline sql.NullInt64
	err := tx.QueryRowContext(ctx, "SELECT number, deadline FROM set_aside WHERE submission_id = $1", id.String()).Scan(&receipt.Number, &deadline)
	if err != nil {
		return Receipt{}, err
	}
	if t := nullMoment(deadline); t != nil {
		receipt.Deadline, receipt.HasDeadline = *t, true
	}
	return receipt, nil
}

// FormStamp signs the moment at which a form was shown, so that the page can bring it back with what was typed.
func (r *Register) FormStamp(at time.Time) string {
	moment := strconv.FormatInt(store.Millis(at), 36)
	return moment + "." + r.signed(moment)
}

// StampedAt reads the moment of a stamp; ok is false for one that was not made here.
func (r *Register) StampedAt(stamp string) (at time.Time, ok bool) {
	moment, sign, _ := strings.Cut(stamp, ".")
	ms, err := strconv.ParseInt(moment, 36, 64)
	if err != nil || !hmac.Equal([]byte(sign), []byte(r.signed(moment))) {
		return time.Time{}, false
	}
	return store.Moment(ms), true
}

func (r *Register) signed(text string) string {
	mac := hmac.New(sha256.New, r.stampKey)
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}
