package ingest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"harta/internal/fault"
)

var officerID = uuid.MustParse("0198f3c0-0000-7000-8000-0000000000ff")

// begun keeps nothing of a correction that begins.
func begun(context.Context, int64) error { return nil }

// correction is the form of a record as a page fills it in, with a reason.
func (d *recordDoor) correction(number string) Correction {
	d.t.Helper()
	return d.correctionOf("docs", number)
}

func (d *recordDoor) correctionOf(source, number string) Correction {
	d.t.Helper()
	list, err := d.door.History(context.Background(), source, number)
	must(d.t, err)
	at := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return t.In(d.charter.Location()).Format("2006-01-02T15:04")
	}
	for _, v := range list {
		if v.Held {
			return Correction{Source: source, Number: number, Seen: v.Version, By: officerID, Reason: "Сгрешен месец", Service: v.Service,
				Channel: v.Channel, OrderSpeed: v.OrderSpeed, Outcome: v.Outcome, Received: at(&v.Received), Due: at(v.Due), Finished: at(v.Finished)}
		}
	}
	d.t.Fatalf("nothing is held of %s", number)
	return Correction{}
}

// A correction is a new version: it moves the month, stays in the history, and yields to a greater version of the source alone.
func TestCorrectionIsAVersion(t *testing.T) {
	d := newWorld(t).recordDoor()
	d.send(sent("K", 10, "2026-01-31T12:00:00+02:00", ""))
	d.deliver()
	c := d.correction("K")
	c.Received, c.Finished, c.Outcome, c.Reason = "2026-02-02T09:30", "2026-02-03", "completed", "Иван Петров Иванов се обади на 0888 123 456"
	must(t, d.correct(c, begun))
	held := func() []string {
		return d.ask("SELECT source_version, received_day, outcome FROM records FINAL SETTINGS do_not_merge_across_partitions_select_final = 1")
	}
	if got := held(); !slices.Equal(got, []string{"11\t2026-02-02\tcompleted"}) {
		t.Errorf("held %q", got)
	}
	list, err := d.door.History(context.Background(), "docs", "K")
	must(t, err)
	if len(list) != 2 || !list[0].Held || list[0].By != officerID || list[1].Held || strings.Contains(list[0].Reason, "0888") || list[0].Reason == "" {
		t.Errorf("history %+v", list)
	}
	if err := d.correct(c, begun); !isCode(err, "record_changed") {
		t.Errorf("corrected again from the old page: %v", err)
	}
	wantOutcomes(t, d.send(sent("K", 10, "2026-01-31T12:00:00+02:00", "")), StatusOlder)
	wantOutcomes(t, d.send(sent("K", 12, "2026-03-01", "")), StatusAccepted)
	d.deliver()
	if got := held(); !slices.Equal(got, []string{"12\t2026-03-01\topen"}) {
		t.Errorf("held %q", got)
	}
}

// A file that tells the same every night leaves the first night's version the one that counts, however many there are above it.
func TestRecordOfManyNightsCanBeCorrected(t *testing.T) {
	d := newWorld(t).recordDoor()
	d.send(sent("K", 10, "2026-01-31T12:00:00+02:00", ""))
	d.deliver()
	must(t, d.ch.Insert.Exec(t.Context(), `INSERT INTO record_versions SELECT source, number, 10 + n.number, content, generateUUIDv4(), line, recorded_at + n.number,
		'unchanged', payload, received_day, due FROM record_versions AS v CROSS JOIN numbers(1, 300) AS n WHERE v.number = 'K'`))
	list, err := d.door.History(context.Background(), "docs", "K")
	must(t, err)
	if len(list) != 200 || list[0].Version != 310 || list[199].Version != 10 || !list[199].Held {
		t.Errorf("%d versions, the first %d, the last %d", len(list), list[0].Version, list[len(list)-1].Version)
	}
	c := d.correction("K")
	c.Received = "2026-02-02T09:30"
	must(t, d.correct(c, begun))
	if got := d.ask("SELECT source_version, received_day FROM records FINAL SETTINGS do_not_merge_across_partitions_select_final = 1"); !slices.Equal(got, []string{"311\t2026-02-02"}) {
		t.Errorf("held %q", got)
	}
}

func isCode(err error, code string) bool {
	f, ok := fault.As(err)
	return ok && f.Code == code
}

func TestCorrectionTellsEverythingWrong(t *testing.T) {
	d := newWorld(t).recordDoor()
	d.send(sent("K", 10, "2026-01-31", ""))
	d.deliver()
	for code, change := range map[string]func(*Correction){
		"correction_reason_missing": func(c *Correction) { c.Reason = " " },
		"value_too_long":            func(c *Correction) { c.Reason = strings.Repeat("а", reasonMost+1) },
		"service_unknown":           func(c *Correction) { c.Service = "'; DROP" },
		"channel_unknown":           func(c *Correction) { c.Channel = "pigeon" },
		"outcome_unknown":           func(c *Correction) { c.Outcome = "lost" },
		"moment_form":               func(c *Correction) { c.Received = "yesterday" },
		"date_missing":              func(c *Correction) { c.Received = "" },
		"finished_before_received":  func(c *Correction) { c.Finished = "2026-01-01" },
		"date_too_late":             func(c *Correction) { c.Due = "9999-12-31" },
		"record_unknown":            func(c *Correction) { c.Number = "none" },
	} {
		c := d.correction("K")
		change(&c)
		if err := d.correct(c, begun); !isCode(err, code) {
			t.Errorf("want %s, got %v", code, err)
		}
	}
	if n := d.number("SELECT count() FROM record_versions"); n != 1 {
		t.Errorf("%v versions after refusals", n)
	}
}

// Before anything is put down, and only when it is sure to be, the house is told; when it cannot keep that, nothing changes.
func TestCorrectionIsToldBeforeItIsPutDown(t *testing.T) {
	w := newWorld(t)
	conn := &brittleConn{Conn: w.ch.Insert}
	conn.mended()
	w.ch.Insert = conn
	d := w.recordDoor()
	d.send(sent("K", 10, "2026-01-31T12:00:00+02:00", ""))
	d.deliver()
	versions := func() float64 { return d.number("SELECT count() FROM record_versions") }
	var told []int64
	begin := func(err error) func(context.Context, int64) error {
		return func(_ context.Context, version int64) error {
			told = append(told, version)
			if n := versions(); n != 1 {
				t.Errorf("%v versions when it is told", n)
			}
			return err
		}
	}
	c := d.correction("K")
	wrong := c
	wrong.Outcome = "lost"
	if err := d.correct(wrong, begin(nil)); !isCode(err, "outcome_unknown") || len(told) != 0 {
		t.Errorf("%v; told %v of what is refused", err, told)
	}
	full := errors.New("disk full")
	if err := d.correct(c, begin(full)); !errors.Is(err, full) || versions() != 1 {
		t.Errorf("%v; %v versions", err, versions())
	}
	must(t, d.correct(c, begin(nil)))
	if !slices.Equal(told, []int64{11, 11}) || versions() != 2 {
		t.Errorf("told %v, %v versions", told, versions())
	}
	must(t, d.door.spool.Close())
	c.Seen = 11
	unconfirmed := new(Unconfirmed)
	if err := d.correct(c, begun); !errors.As(err, &unconfirmed) || unconfirmed.Version != 12 || versions() != 2 {
		t.Errorf("%v; %v versions", err, versions())
	}
}

// A correction that ClickHouse does not take now is not lost, wherever it was interrupted; until it counts, it is not corrected again.
func TestCorrectionOutlivesAnInterruption(t *testing.T) {
	for writes := range 3 { // what arrived, the end in the old month, what is held in the new one
		w := newWorld(t)
		conn := &brittleConn{Conn: w.ch.Insert}
		conn.mended()
		w.ch.Insert = conn
		d := w.recordDoor()
		d.send(sent("K", 10, "2026-01-31T12:00:00+02:00", ""))
		d.deliver()
		c := d.correction("K")
		c.Received = "2026-02-01T09:00"
		conn.left.Store(int64(writes))
		if later, err := d.door.Correct(context.Background(), c, begun); !later || err != nil {
			t.Errorf("after %d writes: later %v, %v", writes, later, err)
		}
		conn.mended()
		if writes < 2 { // later it is between two months, and not there to be corrected
			if err := d.correct(c, begun); !isCode(err, "record_changed") {
				t.Errorf("after %d writes: %v", writes, err)
			}
		}
		d.deliver()
		got := d.ask("SELECT received_day, source_version FROM records FINAL SETTINGS do_not_merge_across_partitions_select_final = 1")
		if !slices.Equal(got, []string{"2026-02-01\t11"}) {
			t.Errorf("after %d writes: held %q", writes, got)
		}
		d.deliver()
		if n := d.number("SELECT count() FROM record_versions FINAL"); n != 2 {
			t.Errorf("after %d writes: %v versions", writes, n)
		}
	}
}

// correct is the door's Correct of which is not asked whether it counts at once.
func (d *recordDoor) correct(c Correction, begin func(context.Context, int64) error) error {
	_, err := d.door.Correct(context.Background(), c, begin)
	return err
}
