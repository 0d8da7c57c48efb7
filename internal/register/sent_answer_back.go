package register

import (
	"context"
	"database/sql"

	"github.com/google/uuid"
)

// WithdrawnAnswer is an answer that stands no more: the import that brought it was taken back.
type WithdrawnAnswer struct {
	ID          uuid.UUID // of the response
	Revision    uint64    // version of the rows that say so, greater than that of any rows the answer has
	Gone        []AnswerPlace
	CommentGone []string // days
}

// TakeBackAnswers takes back the next n answers of an import that is undone, behind one of them in their order. An answer that an
// import brought goes when nothing that stands tells of it any more, neither another file nor another program, and with it its comment; any
// other is kept. One that is gone may come again, in any version. A repeat gives the same, so that the figures can be told anew.
func (r *Register) TakeBackAnswers(ctx context.Context, id uuid.UUID, behind string, n int) (TakenBack, error) {
	var gone []WithdrawnAnswer
	decide := func(tx *sql.Tx, it importItem) (string, *RowError, error) {
		if it.other || !it.ours {
			return fateKept, nil, nil
		}
		return fateRemoved, nil, r.withdrawAnswer(ctx, tx, it.id)
	}
	t, err := r.takeBack(ctx, id, behind, n, decide, func(tx *sql.Tx, it importItem) error {
		if it.fate != fateRemoved {
			return nil
		}
		response, err := uuid.Parse(it.id)
		if err != nil {
			return err
		}
		known, revision, places, err := findSentAnswer(ctx, tx, response)
		if err == nil && known.undone { // else it has come again since
			gone = append(gone, WithdrawnAnswer{ID: response, Revision: uint64(revision), Gone: places.Answers, CommentGone: places.Comments})
		}
		return err
	})
	t.Answers = gone
	return t, err
}

func (r *Register) withdrawAnswer(ctx context.Context, tx *sql.Tx, id string) error {
	var revision int64
	if err := tx.QueryRowContext(ctx, "SELECT revision FROM sent_answers WHERE response_id = $1", id).Scan(&revision); err != nil {
		return err
	}
	const undo = "UPDATE sent_answers SET undone = TRUE, revision = $2 WHERE response_id = $1"
	if err := exec(ctx, tx, undo, id, r.nextRevision(revision)); err != nil {
		return err
	}
	if err := forgetComment(ctx, tx, id); err != nil {
		return err
	}
	return unmake(ctx, tx, id)
}
