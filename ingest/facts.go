package ingest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"
)

// fact says how the items of one kind in the spool get into ClickHouse: as rows of one table whatever that holds, or, where what
// is held decides what to write, by a delivery of their own.
type fact struct {
	kind   string
	insert string // the statement up to its values
	// rows must be a function of the payload alone, with the same keys every time: only so is a repeat no second fact.
	rows func(payload []byte) ([][]any, error)

	deliver delivery // instead of insert and rows
	most    int64    // bytes of the payloads of one delivery; 0: batchBytes
}

// delivery takes the oldest waiting items of a kind, in the order in which they were accepted. It must come to the same end
// when it is repeated with some or all of them, in this or another grouping: after a crash nobody knows how far it came. Items
// that are in neither list of done stay where they are for the next attempt; what is in done is settled even beside an error.
// An error means that ClickHouse, not an item, is the reason; whether it blames the rows, refusedForContent tells.
type delivery func(ctx context.Context, items []waitingItem) (done settled, err error)

// facts are the kinds that every loader delivers, in the order in which it does. Loader.handle adds those that need more.
func facts() []fact {
	return []fact{
		{kind: kindResponse, insert: insertAnswers, rows: answerRows},
		{kind: kindCaseFact, insert: insertCaseFacts, rows: caseRows},
		{kind: kindConsultation, insert: insertConsultations, rows: consultationRows},
		{kind: kindReasons, insert: insertReasons, rows: reasonRows},
		{kind: kindComment, insert: insertComments, rows: commentRows},
	}
}

const insertAnswers = `INSERT INTO answers (day, response_id, question, version, moment, received, hour, score, office,
	service, department, channel, kiosk, language, order_speed, record, counted, reason, moment_note, form_version)`

// The version of a row as it arrived, and what is added to it by what becomes of it later: a burst that its tap turns out to be
// part of, a service that the person names afterwards. The sum does not depend on which came first. An officer's decision lies above,
// so that nothing automatic undoes it, and the revision of a correction is a moment in microseconds, far above both.
const (
	arrivalVersion = uint64(1)
	burstStep      = uint64(1)
	serviceStep    = uint64(2)
	automaticMost  = arrivalVersion + burstStep + serviceStep
)

// answerRows gives one row for each question of a response, in the questions' order, so that a retry is the same batch.
func answerRows(payload []byte) ([][]any, error) {
	var a answered
	if err := a.decode(payload); err != nil {
		return nil, fmt.Errorf("decode response: %w", err)
	}
	day, err := time.Parse(time.DateOnly, a.Day)
	if err != nil {
		return nil, fmt.Errorf("decode response: %w", err)
	}
	return a.rows(day)
}

// rows gives the rows of the answers.
func (a answered) rows(day time.Time) ([][]any, error) {
	version := max(a.Version, arrivalVersion)
	rows := make([][]any, 0, len(a.Scores))
	for _, q := range slices.Sorted(maps.Keys(a.Scores)) {
		if s := a.Scores[q]; s < 0 || s > 255 {
			return nil, fmt.Errorf("decode response: score %d", s)
		}
		rows = append(rows, []any{
			day, a.ID, q, version, a.Moment, a.Received, uint8(a.Hour), uint8(a.Scores[q]), a.Office,
			a.Service, a.Department, a.Channel, a.Kiosk, a.Language, a.OrderSpeed, a.Record, a.Counted, a.Reason,
			a.MomentNote, uint32(a.Form),
		})
	}
	return rows, nil
}
