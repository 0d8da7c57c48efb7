package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"harta/internal/fault"
	"harta/internal/store"
)

// Notices wait in the register and survive every restart. One is sent again after a failure, later each time, and is given up for an
// officer to see after a few days. A crash between the sending and the note of it sends a notice twice, with the same message id, by
// which mailboxes know it.

const (
	noticeState = "state"
	noticeLost  = "lost"

	noticeTries   = 9 // with the waits below, two days
	noticeFirst   = 3 * time.Minute
	lostAgain     = 10 * time.Minute // between two letters to one address
	lostLinksMost = 20               // in one letter
)

// Notice is an e-mail that is due. It says nothing of a case but where to read on.
type Notice struct {
	ID       int64
	To       string // address; empty: there is nobody to write to, and nothing is to be sent
	Language string
	Lost     bool         // somebody asked for their links; else something happened to the case
	Links    []NoticeLink // at least one, if there is somebody to write to
	Tries    int          // with this one
}

// NoticeLink is where a case can be followed.
type NoticeLink struct {
	Number string
	Token  string
}

// FailedNotice is an e-mail that was given up.
type FailedNotice struct {
	ID     int64
	Number string // of the case; empty where somebody asked for lost links
	Made   time.Time
	Tries  int
	Reason string // a code: refused, unreachable, address
}

// noteForCitizen queues a notice about an event that the sender of the case may see and did not cause.
func (r *Register) noteForCitizen(ctx context.Context, tx *sql.Tx, number string, e Event) error {
	if shown, _ := e.ForCitizen(); !shown || e.By == "" && e.Kind != EventSubmitted {
		return nil
	}
	id, err := next(ctx, tx, "notices")
	if err != nil {
		return err
	}
	return exec(ctx, tx, query("notice_state_add"), id, number, store.Millis(r.clock()))
}

// LostLinks queues a letter with the links of every case that was sent under an e-mail address. Whether there are any shows neither in
// the answer nor in its time. An address that cannot be one is a fault.List of the field "email".
func (r *Register) LostLinks(ctx context.Context, address, language string) error {
	address = tidyLine(address)
	var f faults
	if address == "" {
		f.add("email", "case_email_missing", nil)
	}
	f.email(address)
	if !languageForm.MatchString(language) {
		language = "bg"
	}
	if err := f.err(); err != nil {
		return err
	}
	err := store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		id, err := next(ctx, tx, "notices")
		if err != nil {
			return err
		}
		now := r.clock()
		return exec(ctx, tx, query("notice_lost_add"), id, r.emailMark(address), language, store.Millis(now), store.Millis(now.Add(-lostAgain)))
	})
	if err != nil {
		return fmt.Errorf("lost links: %w", err)
	}
	return nil
}

// TakeNotice gives the notice that is due and counts the try; until its result is noted, it is not due again for a while. Without a
// due one, due is false. Looking up the address is audited.
func (r *Register) TakeNotice(ctx context.Context) (n Notice, due bool, err error) {
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		var kind, number, mark string
		var made int64
		now := r.clock()
		err := tx.QueryRowContext(ctx, query("notice_next"), store.Millis(now)).Scan(&n.ID, &kind, &number, &mark, &n.Language, &made, &n.Tries)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		due = true
		n.Tries++
		n.Lost = kind == noticeLost
		again := now.Add(noticeFirst << min(n.Tries, noticeTries))
		if err := exec(ctx, tx, "UPDATE notices SET tries = $2, due = $3 WHERE id = $1", n.ID, n.Tries, store.Millis(again)); err != nil {
			return err
		}
		if n.Lost {
			return r.addressLost(ctx, tx, &n, mark)
		}
		return r.addressState(ctx, tx, &n, number)
	})
	if err != nil {
		return Notice{}, false, fmt.Errorf("take notice: %w", err)
	}
	return n, due, nil
}

// addressState finds whom a notice about a case goes to. Whoever was erased meanwhile is written to no more.
func (r *Register) addressState(ctx context.Context, tx *sql.Tx, n *Notice, number string) error {
	contact, err := r.contactOf(ctx, tx, number)
	if err != nil || !contact.Notify || contact.Email == "" {
		return err
	}
	n.To = contact.Email
	if err := r.linkFor(ctx, tx, n, number); err != nil {
		return err
	}
	return r.audit(ctx, tx, "", "case.notify", number)
}

// addressLost finds the cases of an address.
func (r *Register) addressLost(ctx context.Context, tx *sql.Tx, n *Notice, mark string) error {
	rows, err := tx.QueryContext(ctx, query("contacts_by_email"), mark, lostLinksMost)
	if err != nil {
		return err
	}
	var numbers []string
	err = each(rows, func(rows *sql.Rows) error {
		var number string
		err := rows.Scan(&number)
		numbers = append(numbers, number)
		return err
	})
	if err != nil {
		return err
	}
	for _, number := range numbers {
		contact, err := r.contactOf(ctx, tx, number)
		if err != nil {
			return err
		}
		if r.emailMark(contact.Email) != mark {
			continue
		}
		n.To = contact.Email
		if err := r.linkFor(ctx, tx, n, number); err != nil {
			return err
		}
		if err := r.audit(ctx, tx, "", "case.notify", number); err != nil {
			return err
		}
	}
	return nil
}

// linkFor adds the link of a case to a notice.
func (r *Register) linkFor(ctx context.Context, tx *sql.Tx, n *Notice, number string) error {
	token := r.linkOf(number)
	n.Links = append(n.Links, NoticeLink{Number: number, Token: token})
	return exec(ctx, tx, query("case_link_add"), hashOf(token), number, store.Millis(r.clock()))
}

// contactOf reads who sent a case; it is empty where nobody is known any more.
func (r *Register) contactOf(ctx context.Context, tx *sql.Tx, number string) (Contact, error) {
	var c Contact
	body, err := bytesAt(ctx, tx, "SELECT body FROM contacts WHERE number = $1", number)
	if errors.Is(err, sql.ErrNoRows) {
		return c, nil
	}
	if err != nil {
		return c, err
	}
	key, err := r.caseKey(ctx, tx, number, keyOfContact)
	if err != nil {
		return c, err
	}
	plain, err := unlock(key, place(number, "contact"), body)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(plain, &c)
}

// NoticeSent notes that a notice is done: the other side has taken it, or there was nobody to write to.
func (r *Register) NoticeSent(ctx context.Context, id int64) error {
	return r.noticeDone(ctx, "UPDATE notices SET state = 'sent', reason = '' WHERE id = $1", id)
}

// NoticeFailed notes why a notice could not be sent. It is tried again later, unless that is useless or has been done often enough.
func (r *Register) NoticeFailed(ctx context.Context, n Notice, reason string, useless bool) error {
	if useless || n.Tries >= noticeTries {
		return r.noticeDone(ctx, "UPDATE notices SET state = 'failed', reason = $2 WHERE id = $1", n.ID, reason)
	}
	return r.noticeDone(ctx, "UPDATE notices SET reason = $2 WHERE id = $1", n.ID, reason)
}

// NoticeAgain lets a notice that was given up be tried anew, on the word of the user with the id by.
func (r *Register) NoticeAgain(ctx context.Context, id int64, by string) error {
	err := store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		const again = "UPDATE notices SET state = 'waiting', tries = 0, due = $2 WHERE id = $1 AND state = 'failed'"
		done, err := tx.ExecContext(ctx, again, id, store.Millis(r.clock()))
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fault.NotFound("notice_unknown", nil))
		}
		return r.audit(ctx, tx, by, "notice.again", fmt.Sprint(id))
	})
	if err != nil {
		return fmt.Errorf("try notice again: %w", err)
	}
	return nil
}

func (r *Register) noticeDone(ctx context.Context, statement string, args ...any) error {
	err := store.InTx(ctx, r.db, func(tx *sql.Tx) error { return exec(ctx, tx, statement, args...) })
	if err != nil {
		return fmt.Errorf("note notice: %w", err)
	}
	return nil
}

// FailedNotices lists the e-mails that were given up, the newest first.
func (r *Register) FailedNotices(ctx context.Context) ([]FailedNotice, error) {
	rows, err := r.db.QueryContext(ctx, query("notices_failed"))
	if err != nil {
		return nil, fmt.Errorf("list notices: %w", err)
	}
	var list []FailedNotice
	err = each(rows, func(rows *sql.Rows) error {
		var n FailedNotice
		var kind, language string
		var made int64
		err := rows.Scan(&n.ID, &kind, &n.Number, &language, &made, &n.Tries, &n.Reason)
		n.Made = store.Moment(made)
		list = append(list, n)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list notices: %w", err)
	}
	return list, nil
}
