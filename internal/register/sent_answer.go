package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"harta/internal/store"
)

// AnswerPlace is where one answer to one question stands in the figures.
type AnswerPlace struct {
	Day      string `json:"day"` // civil day, 2006-01-02
	Question string `json:"question"`
}

// SentAnswer is a version of an answered questionnaire that another program sends.
type SentAnswer struct {
	ID      uuid.UUID // of the response
	Version int64     // the sender's
	Content []byte    // what was sent, in one form; only a mark of it is kept
	Places  []AnswerPlace
	Comment *Comment  // nil: none
	From    ImportRow // of the file that it stands in, zero: another program sends it
}

// AnswerVerdict is what becomes of a SentAnswer.
type AnswerVerdict struct {
	Sent Sent
	// Revision is the version of the rows of a correction: greater than that of any rows the answer has. 0: the answer is as it first
	// came.
	Revision uint64
	// Gone are the places in which earlier versions stand and this one does not, CommentGone the days on which only their comments do.
	Gone        []AnswerPlace
	CommentGone []string
}

// answerPlaces are all places that the versions of an answer ever had. A place is never forgotten: the figures may hear of the
// versions in another order than the register.
type answerPlaces struct {
	Answers  []AnswerPlace `json:"answers"`
	Comments []string      `json:"comments,omitempty"` // days
}

// TakeAnswers remembers versions of answers, in their order, with their whole comments: all or none. The comment of a correction
// takes the place of the one before, and one that a correction leaves out is forgotten.
func (r *Register) TakeAnswers(ctx context.Context, list []SentAnswer) (verdicts []AnswerVerdict, err error) {
	err = store.InTx(ctx, r.db, func(tx *sql.Tx) error {
		verdicts, err = r.takeAnswers(ctx, tx, list)
		return err
	})
	if err != nil {
		return nil, err
	}
	return verdicts, nil
}

func (r *Register) takeAnswers(ctx context.Context, tx *sql.Tx, list []SentAnswer) ([]AnswerVerdict, error) {
	var f faults
	list = slices.Clone(list)
	for i, a := range list {
		if a.Comment != nil {
			c := *a.Comment
			c.Text = tidyText(c.Text)
			f.length("comment", "comment", c.Text, CommentMax)
			list[i].Comment = &c
		}
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	verdicts := make([]AnswerVerdict, len(list))
	for i, a := range list {
		var err error
		if verdicts[i], err = r.takeAnswer(ctx, tx, a); err != nil {
			return nil, fmt.Errorf("take answers: %w", err)
		}
	}
	return verdicts, nil
}

// takeAnswer judges one version and remembers it when it is new.
func (r *Register) takeAnswer(ctx context.Context, tx *sql.Tx, a SentAnswer) (AnswerVerdict, error) {
	before, revision, places, err := findSentAnswer(ctx, tx, a.ID)
	mark := r.sentMark(a.Content)
	v := AnswerVerdict{Sent: SentNew}
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return v, err
	case before.undone:
		revision = r.nextRevision(revision)
	default:
		v.Sent = before.judge(a.Version, mark)
	}
	if v.Sent != SentConflict {
		if err := noteAnswer(ctx, tx, a, v.Sent); err != nil {
			return v, err
		}
	}
	switch v.Sent {
	case SentOlder, SentConflict:
		return v, nil
	case SentLater:
		revision = r.nextRevision(revision)
	}
	v.Revision = uint64(revision)
	if a.Comment != nil {
		places.Comments = union(places.Comments, r.charter.Calendar.CivilDay(a.Comment.Moment).String())
	}
	places.Answers = union(places.Answers, a.Places...)
	v.leave(places, a, r)
	if v.Sent == SentAlready {
		return v, nil
	}
	b, err := json.Marshal(places)
	if err != nil {
		return v, err
	}
	if err := exec(ctx, tx, query("sent_answer_put"), a.ID.String(), a.Version, mark, revision, string(b)); err != nil {
		return v, err
	}
	return v, r.commentOf(ctx, tx, a, v.Sent)
}

// revisionRoom is left between two versions of rows of an answer for what officers decide about the earlier ones.
const revisionRoom = 1000

// nextRevision gives the version of the rows of a correction: the moment in microseconds, and behind the one before where the clock has
// gone back.
func (r *Register) nextRevision(before int64) int64 {
	return max(r.now().UnixMicro(), before+revisionRoom)
}

// noteAnswer keeps who told of the answer.
func noteAnswer(ctx context.Context, tx *sql.Tx, a SentAnswer, sent Sent) error {
	if a.From.Import == uuid.Nil && sent != SentNew {
		return noteAlso(ctx, tx, a.ID.String())
	}
	return noteItem(ctx, tx, a.From, a.ID.String(), sent == SentNew, "")
}

// leave says which of the places are left behind by a version.
func (v *AnswerVerdict) leave(places answerPlaces, a SentAnswer, r *Register) {
	day := ""
	if a.Comment != nil {
		day = r.charter.Calendar.CivilDay(a.Comment.Moment).String()
	}
	for _, p := range places.Answers {
		if !slices.Contains(a.Places, p) {
			v.Gone = append(v.Gone, p)
		}
	}
	for _, d := range places.Comments {
		if d != day {
			v.CommentGone = append(v.CommentGone, d)
		}
	}
}

// commentOf keeps the comment of a version in the place of the one before.
func (r *Register) commentOf(ctx context.Context, tx *sql.Tx, a SentAnswer, sent Sent) error {
	if a.Comment == nil && sent == SentLater {
		return forgetComment(ctx, tx, a.ID.String())
	}
	if a.Comment == nil {
		return nil
	}
	statement := "comment_replace"
	if sent == SentNew {
		statement = "comment_add"
	}
	_, err := r.addComment(ctx, tx, *a.Comment, statement)
	return err
}

func findSentAnswer(ctx context.Context, tx *sql.Tx, id uuid.UUID) (k known, revision int64, p answerPlaces, err error) {
	var places string
	const find = "SELECT version, mark, revision, places, undone FROM sent_answers WHERE response_id = $1"
	if err := tx.QueryRowContext(ctx, find, id.String()).Scan(&k.version, &k.mark, &revision, &places, &k.undone); err != nil {
		return k, 0, p, err
	}
	err = json.Unmarshal([]byte(places), &p)
	return k, revision, p, err
}

// union adds what a list does not hold yet.
func union[T comparable](list []T, more ...T) []T {
	for _, m := range more {
		if !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	return list
}
