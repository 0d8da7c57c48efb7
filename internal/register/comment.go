package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"harta/internal/fault"
	"harta/internal/store"
)

// Comment is the free text of a survey answer. People write names and numbers into it, so it is kept locked and whole here, and
// the figures never see it unmasked.
type Comment struct {
	ResponseID uuid.UUID
	Text       string
	Language   string
	Office     string
	Service    string
	Department string
	Channel    string
	Moment     time.Time
}

// CommentMax is the length of a comment in characters.
const CommentMax = 5_000

// PutComment keeps a comment and gives the text that is kept, for the machine alone. The same response sent again changes nothing:
// then it is the text that came first, and fresh is false. An empty or too long text is a fault.List.
func (r *Register) PutComment(ctx context.Context, c Comment) (kept string, fresh bool, err error) {
	list, err := tidyComments([]Comment{c})
	if err != nil {
		return "", false, err
	}
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) (err error) {
		if fresh, err = r.addComment(ctx, tx, list[0], "comment_add"); err != nil {
			return err
		}
		kept, err = r.commentText(ctx, tx, c.ResponseID)
		return err
	})
	if err != nil {
		return "", false, fmt.Errorf("keep comment: %w", err)
	}
	return kept, fresh, nil
}

// DropComment forgets the comment of a response that was refused after all.
func (r *Register) DropComment(ctx context.Context, response uuid.UUID) error {
	err := store.InTx(ctx, r.db, func(tx *sql.Tx) error { return forgetComment(ctx, tx, response.String()) })
	if err != nil {
		return fmt.Errorf("drop comment: %w", err)
	}
	return nil
}

func forgetComment(ctx context.Context, tx *sql.Tx, response string) error {
	return exec(ctx, tx, "DELETE FROM comments WHERE response_id = $1", response)
}

// PutComments keeps many comments in one transaction: all or none.
func (r *Register) PutComments(ctx context.Context, list []Comment) error {
	list, err := tidyComments(list)
	if err != nil {
		return err
	}
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		for _, c := range list {
			if _, err := r.addComment(ctx, tx, c, "comment_add"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep comments: %w", err)
	}
	return nil
}

// tidyComments brings comments into the form in which they are kept.
func tidyComments(list []Comment) ([]Comment, error) {
	var f faults
	list = slices.Clone(list)
	for i := range list {
		list[i].Text = tidyText(list[i].Text)
		f.length("comment", "comment", list[i].Text, CommentMax)
	}
	return list, f.err()
}

// commentText reads what is kept of a response's comment without anybody seeing it.
func (r *Register) commentText(ctx context.Context, tx *sql.Tx, response uuid.UUID) (string, error) {
	var wrapped, body []byte
	const find = "SELECT wrapped, body FROM comments WHERE response_id = $1"
	if err := tx.QueryRowContext(ctx, find, response.String()).Scan(&wrapped, &body); err != nil {
		return "", err
	}
	return r.openComment(response, wrapped, body)
}

// openComment unlocks what addComment locked.
func (r *Register) openComment(response uuid.UUID, wrapped, body []byte) (string, error) {
	at := place(response.String(), "comment")
	key, err := r.openDataKey(at, wrapped)
	if err != nil {
		return "", err
	}
	text, err := unlock(key, at, body)
	return string(text), err
}

// addComment locks a comment under a key of its own and stores both by a statement: comment_add, comment_replace. stored says whether
// that is the comment now.
func (r *Register) addComment(ctx context.Context, tx *sql.Tx, c Comment, statement string) (stored bool, err error) {
	at := place(c.ResponseID.String(), "comment")
	key, wrapped, err := r.newDataKey(at)
	if err != nil {
		return false, err
	}
	done, err := tx.ExecContext(ctx, query(statement), c.ResponseID.String(), c.Language, c.Office, c.Service, c.Department, c.Channel,
		store.Millis(c.Moment), wrapped, lock(key, at, []byte(c.Text)))
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n > 0, err
}

// Comment reads the comment of a response for the user with the id by, which the audit trail shows. A response without one is
// the fault.NotFound "comment_unknown".
func (r *Register) Comment(ctx context.Context, response uuid.UUID, by string) (Comment, error) {
	c := Comment{ResponseID: response}
	var moment int64
	var wrapped, body []byte
	err := store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, query("comment_by_response"), response.String()).
			Scan(&c.Language, &c.Office, &c.Service, &c.Department, &c.Channel, &moment, &wrapped, &body)
		if errors.Is(err, sql.ErrNoRows) {
			return fault.NotFound("comment_unknown", nil)
		}
		if err != nil {
			return err
		}
		return r.audit(ctx, tx, by, "comment.read", response.String())
	})
	if err != nil {
		return Comment{}, fmt.Errorf("read comment: %w", err)
	}
	if c.Text, err = r.openComment(response, wrapped, body); err != nil {
		return Comment{}, err
	}
	c.Moment = store.Moment(moment)
	return c, nil
}
