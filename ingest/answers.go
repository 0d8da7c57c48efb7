package ingest

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/uuid"

	"harta/internal/store"
)

// heldAnswer is a row of the table answers as it stands.
type heldAnswer struct {
	day                                  time.Time
	id                                   uuid.UUID
	question                             string
	version                              uint64
	moment, received                     time.Time
	hour, score                          uint8
	office, service, department, channel string
	kiosk, language, orderSpeed, record  string
	counted                              bool
	reason, momentNote                   string
	form                                 uint32
}

// row is the answer in the order of insertAnswers.
func (a heldAnswer) row() []any {
	return []any{a.day, a.id, a.question, a.version, a.moment, a.received, a.hour, a.score, a.office, a.service, a.department,
		a.channel, a.kiosk, a.language, a.orderSpeed, a.record, a.counted, a.reason, a.momentNote, a.form}
}

// days are the first and the last civil day on which something may lie.
type days struct{ first, last time.Time }

// around widens the days so that they hold a moment in every time zone.
func (d days) around(t time.Time) days {
	before, after := t.UTC().AddDate(0, 0, -1), t.UTC().AddDate(0, 0, 1)
	if d.first.IsZero() || before.Before(d.first) {
		d.first = before
	}
	if d.last.IsZero() || after.After(d.last) {
		d.last = after
	}
	return d
}

func (d days) args() []any {
	return []any{clickhouse.Named("first", d.first.Format(time.DateOnly)), clickhouse.Named("last", d.last.Format(time.DateOnly))}
}

// wholeAnswers reads what is held about responses whose answers lie within some days.
func wholeAnswers(ctx context.Context, conn driver.Conn, ids []uuid.UUID, within days) ([]heldAnswer, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, store.WriteWithin)
	defer cancel()
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = id.String()
	}
	rows, err := conn.Query(ctx, query("answers_whole"), append(within.args(), clickhouse.Named("responses", texts))...)
	if err != nil {
		return nil, fmt.Errorf("read answers: %w", err)
	}
	defer rows.Close()
	var held []heldAnswer
	for rows.Next() {
		var a heldAnswer
		err := rows.Scan(&a.day, &a.id, &a.question, &a.version, &a.moment, &a.received, &a.hour, &a.score, &a.office, &a.service,
			&a.department, &a.channel, &a.kiosk, &a.language, &a.orderSpeed, &a.record, &a.counted, &a.reason, &a.momentNote, &a.form)
		if err != nil {
			return nil, fmt.Errorf("read answers: %w", err)
		}
		held = append(held, a)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read answers: %w", err)
	}
	return held, nil
}

// insertHeld writes rows of answers anew, changed. A repeat is the same rows with the same versions, which collapse.
func insertHeld(ctx context.Context, ch *store.ClickHouse, held []heldAnswer) error {
	if len(held) == 0 {
		return nil
	}
	tok := newToken(insertAnswers)
	rows := make([][]any, len(held))
	for i, a := range held {
		rows[i] = a.row()
		tok.add(a.id.String(), a.question, fmt.Sprint(a.version, a.counted, a.reason, a.service))
	}
	return insertBatch(ctx, ch, insertAnswers, tok.String(), rows)
}
