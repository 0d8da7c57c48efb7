package ingest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/uuid"

	"harta/internal/fault"
)

// RecordVersion is one thing that arrived about a record.
type RecordVersion struct {
	Version  int64
	By       uuid.UUID // the import, the API key or, of a correction, the user it came from
	Recorded time.Time
	Verdict  string // new, replaced, older
	Held     bool   // this is what counts now
	Reason   string // of a correction by hand, masked

	Number, Service, Department, Office, Channel, OrderSpeed, Outcome string // ids
	ServiceName                                                       string // as it was sent
	Received                                                          time.Time
	Due, Finished                                                     *time.Time // as they were sent
	InForce                                                           *time.Time // the deadline: Due, or the one reckoned where none was sent

	payload []byte
	day     time.Time // of receipt, as the source counts days; the beginning of 1970 where that was not kept
}

// History gives what arrived about a record, the greatest version first: all of it, or where a file told the same every night for months
// the greatest two hundred versions and the one that counts. A record nobody heard of is NotFound "record_unknown".
func (d *Records) History(ctx context.Context, source, number string) ([]RecordVersion, error) {
	l := &ledger{ch: d.im.ch, source: source}
	state, err := l.current(ctx, []string{number})
	if err != nil {
		return nil, err
	}
	h := cmp.Or(state[number], &held{})
	rows, err := d.im.ch.Insert.Query(ctx, query("history"), clickhouse.Named("source", source), clickhouse.Named("number", number),
		clickhouse.Named("held", h.sourceVersion), clickhouse.Named("by", h.importID.String()))
	if err != nil {
		return nil, fmt.Errorf("read the history of a record: %w", err)
	}
	defer rows.Close()
	var list []RecordVersion
	for rows.Next() {
		v, content, err := scanVersion(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("read the history of a record: %w", err)
		}
		v.Held = state[number] != nil && h.sourceVersion == v.Version && string(h.content[:]) == content && h.importID == v.By
		list = append(list, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the history of a record: %w", err)
	}
	if len(list) == 0 {
		return nil, fault.NotFound("record_unknown", nil)
	}
	slices.SortStableFunc(list, func(a, b RecordVersion) int {
		return cmp.Or(cmp.Compare(b.Version, a.Version), b.Recorded.Compare(a.Recorded))
	})
	return list, nil
}

func scanVersion(scan func(...any) error) (v RecordVersion, content string, err error) {
	var payload string
	if err := scan(&v.Version, &content, &v.By, &v.Recorded, &v.Verdict, &payload, &v.day, &v.InForce); err != nil {
		return v, "", err
	}
	var r record
	if err := json.Unmarshal([]byte(payload), &r); err != nil {
		return v, "", err
	}
	v.payload, v.Reason = []byte(payload), r.Correction
	v.Number, v.Service, v.Department, v.Office, v.Channel, v.OrderSpeed = r.Number, r.Service, r.Department, r.Office, r.Channel, r.OrderSpeed
	v.Outcome, v.ServiceName, v.Received, v.Due, v.Finished = r.Outcome, r.ServiceName, r.Received, r.Due, r.Finished
	if v.Due != nil {
		v.InForce = v.Due
	}
	return v, content, nil
}

// Correction is what a person puts right about a record. Moments are written as 2026-05-04T09:30 in the municipality's time zone, or
// as a whole day; an empty one is none. Without Due the deadline is reckoned as for what arrives without one; a stated deadline that is
// taken away leaves none.
type Correction struct {
	Source, Number string
	Seen           int64     // the version that was shown
	By             uuid.UUID // the user
	Reason         string

	Service, Channel, OrderSpeed, Outcome string // ids
	Received, Due, Finished               string
}

// Correct puts a record right as a new version, one greater than every one that arrived and is not undone: what the source sends later
// counts again as soon as its version is greater still. Everything wrong with the input is a fault.List; a record that changed since it was
// shown is Conflict "record_changed", one that is not there NotFound "record_unknown".
//
// begin is told the new version when all of that is settled and before anything is put down; it has to keep in a lasting place who is
// about to change what. When it fails, nothing is put down. When the spool fails after it, nobody knows whether the new version will
// arrive; the error is then Unconfirmed. later says that it is safe and will count as soon as ClickHouse takes it.
func (d *Records) Correct(ctx context.Context, c Correction, begin func(ctx context.Context, version int64) error) (later bool, err error) {
	d.im.deciding.Lock()
	defer d.im.deciding.Unlock()
	v, err := d.correctable(ctx, c)
	if err != nil {
		return false, err
	}
	if err := begin(ctx, v.sourceVersion); err != nil {
		return false, err
	}
	a := &sentRecord{
		Source: c.Source, Key: c.By, Version: v.sourceVersion, Day: v.day.Format(time.DateOnly), Due: v.due,
		Record: v.payload, version: v, id: keyOfRecord(c.Source, v.Number),
	}
	// What is begun is not left half done because somebody leaves the page.
	ctx = context.WithoutCancel(ctx)
	if err := d.store(ctx, []*sentRecord{a}); err != nil {
		return false, &Unconfirmed{Version: v.sourceVersion, err: err}
	}
	d.pending.add(map[recordKey]lastSent{a.id: {v.sourceVersion, markOf(v.content)}})
	// It need not wait for its turn, so that whoever has saved it sees it. What of this fails, the loader does.
	l := &ledger{ch: d.im.ch, source: c.Source, importID: c.By, next: d.im.nextVersion, clock: d.im.clock}
	if err := l.takeInOrder(ctx, []*sentRecord{a}); err != nil {
		d.log.Warn("a correction waits for ClickHouse", "err", err)
		return true, nil
	}
	return false, nil
}

// correctable makes the new version of a correction that can be made.
func (d *Records) correctable(ctx context.Context, c Correction) (*version, error) {
	if err := d.im.readLastVersion(ctx); err != nil {
		return nil, err
	}
	history, err := d.History(ctx, c.Source, c.Number)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(history, func(v RecordVersion) bool { return v.Held })
	switch {
	case i < 0:
		return nil, fault.NotFound("record_unknown", nil)
	case history[i].Version != c.Seen || d.waitsAfter(c):
		return nil, fault.Conflict("record_changed", nil)
	}
	cat, err := d.im.reg.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	v, wrong := d.corrected(cat, history[i], c)
	if len(wrong) > 0 {
		return nil, wrong
	}
	greatest, err := d.greatestVersion(ctx, c)
	if err != nil {
		return nil, err
	}
	v.sourceVersion = max(greatest, history[i].Version) + 1
	return v, v.seal()
}

// greatestVersion looks up the greatest version of a record that stands. Where the order of import decides, a file that says the same again
// leaves what is held as it is and stands above it: a correction below such a file would be lost as soon as the record is settled.
func (d *Records) greatestVersion(ctx context.Context, c Correction) (int64, error) {
	undone, err := d.im.reg.UndoneImports(ctx, c.Source)
	if err != nil {
		return 0, err
	}
	ids := make([]string, len(undone))
	for i, id := range undone {
		ids[i] = id.String()
	}
	var greatest int64
	err = d.im.ch.Insert.QueryRow(ctx, query("greatest_version"), clickhouse.Named("source", c.Source), clickhouse.Named("number", c.Number),
		clickhouse.Named("undone", ids)).Scan(&greatest)
	if err != nil {
		return 0, fmt.Errorf("look up the greatest version of a record: %w", err)
	}
	return greatest, nil
}

// waitsAfter says whether a later version than the one that was shown waits to be delivered.
func (d *Records) waitsAfter(c Correction) bool {
	last, waits := d.pending.find(keyOfRecord(c.Source, c.Number))
	return waits && last.version > c.Seen
}

// Unconfirmed is the error of a correction that was begun and may or may not have been accepted.
type Unconfirmed struct {
	Version int64
	err     error
}

func (u *Unconfirmed) Error() string {
	return fmt.Sprintf("correction %d is not confirmed: %v", u.Version, u.err)
}
func (u *Unconfirmed) Unwrap() error { return u.err }
