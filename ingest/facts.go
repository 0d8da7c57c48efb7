package ingest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// fact says how the items of one kind in the spool become rows of one table of ClickHouse.
type fact struct {
	kind   string
	insert string // the statement up to its values
	rows   func(payload []byte) ([][]any, error)
}

// facts are the kinds the loader delivers, in the order in which it does.
func facts() []fact {
	return []fact{
		{kind: kindResponse, insert: insertAnswers, rows: answerRows},
	}
}

const insertAnswers = `INSERT INTO answers (day, response_id, question, version, moment, received, hour, score, office,
	service, department, channel, kiosk, language, order_speed, record, counted, reason)`

// arrivalVersion is the version of a row as it arrived; whatever later changes counted and reason writes a greater one.
const arrivalVersion = uint64(1)

// answerRows gives one row for each question of a response, in the questions' order, so that a retry is the same batch.
func answerRows(payload []byte) ([][]any, error) {
	var a answered
	if err := json.Unmarshal(payload, &a); err != nil {
		return nil, fmt.Errorf("decode response: %w", err)
	}
	day, err := time.Parse(time.DateOnly, a.Day)
	if err != nil {
		return nil, fmt.Errorf("decode response: %w", err)
	}
	rows := make([][]any, 0, len(a.Scores))
	for _, q := range slices.Sorted(maps.Keys(a.Scores)) {
		if s := a.Scores[q]; s < 0 || s > 255 {
			return nil, fmt.Errorf("decode response: score %d", s)
		}
		rows = append(rows, []any{
			day, a.ID, q, arrivalVersion, a.Moment, a.Received, uint8(a.Hour), uint8(a.Scores[q]), a.Office,
			a.Service, a.Department, a.Channel, a.Kiosk, a.Language, a.OrderSpeed, a.Record, a.Counted, a.Reason,
		})
	}
	return rows, nil
}
