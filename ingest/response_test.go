package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
)

// door is a spool with the door for answers over it, without ClickHouse.
func door(t *testing.T, clock func() time.Time) (*Spool, *Responses) {
	t.Helper()
	c, err := charter.Default()
	must(t, err)
	s := openSpool(t, filepath.Join(t.TempDir(), "spool.db"), SpoolOptions{Clock: clock})
	return s, NewResponses(s, c, clock)
}

func aTap(score int) Response {
	return Response{ID: uuid.Must(uuid.NewV7()), Channel: "kiosk", Kiosk: "k1", Office: "gradska", Language: "bg", Scores: map[string]int{"overall": score}}
}

func TestRulesAtTheDoor(t *testing.T) {
	spool, door := door(t, time.Now)
	cases := []struct {
		name, field, code string
		change            func(*Response)
	}{
		{"score of 6", "score", "score_out_of_range", func(r *Response) { r.Scores = map[string]int{"overall": 6} }},
		{"score of 0", "score", "score_out_of_range", func(r *Response) { r.Scores = map[string]int{"overall": 0} }},
		{"one of two scores", "score", "score_out_of_range", func(r *Response) { r.Scores = map[string]int{"overall": 5, "speed": -1} }},
		{"no score", "score", "score_missing", func(r *Response) { r.Scores = nil }},
		{"unknown question", "question", "question_unknown", func(r *Response) { r.Scores = map[string]int{"mood": 5} }},
		{"unknown channel", "channel", "channel_unknown", func(r *Response) { r.Channel = "pigeon" }},
		{"no channel", "channel", "channel_unknown", func(r *Response) { r.Channel = "" }},
		{"kiosk without a name", "kiosk", "kiosk_missing", func(r *Response) { r.Kiosk = "" }},
		{"no id", "id", "id_missing", func(r *Response) { r.ID = uuid.Nil }},
		{"unknown speed", "order_speed", "order_speed_unknown", func(r *Response) { r.OrderSpeed = "instant" }},
		{"long office", "office", "name_malformed", func(r *Response) { r.Office = strings.Repeat("x", 65) }},
		{"control character", "record", "name_malformed", func(r *Response) { r.Record = "a\x00b" }},
		{"no UTF-8", "service", "name_malformed", func(r *Response) { r.Service = "\xff" }},
	}
	for _, c := range cases {
		r := aTap(5)
		c.change(&r)
		_, err := door.Accept(context.Background(), r)
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.KindInvalid || f.Code != c.code || f.Field != c.field {
			t.Errorf("%s: %v, want %s on %s", c.name, err, c.code, c.field)
		}
	}
	if spool.Depth() != 0 {
		t.Errorf("%d refused responses were stored", spool.Depth())
	}
	_, err := door.AcceptAll(context.Background(), []Response{aTap(5), aTap(6)})
	if f, ok := fault.As(err); !ok || f.Params["item"] != 2 || spool.Depth() != 0 {
		t.Errorf("a bad one among several: %v, depth %d", err, spool.Depth())
	}
}

// The moment of the page counts within its bounds; the civil day and hour are the municipality's. A clock that is wrong tells so
// when it sends.
func TestMomentOfAResponse(t *testing.T) {
	now := time.Date(2026, 6, 15, 20, 59, 0, 0, time.UTC) // 23:59 in Sofia
	cases := []struct {
		moment, sent string
		want         string
	}{
		{"2026-06-15T20:30:00Z", "", "2026-06-15 23 2026-06-15T20:30:00Z "},
		{"2026-06-15T21:00:30Z", "", "2026-06-16 0 2026-06-15T21:00:30Z "},           // a fast clock, already the next day
		{"2026-06-15T21:04:00Z", "", "2026-06-16 0 2026-06-15T21:04:00Z "},           // five minutes ahead
		{"2026-06-15T21:04:01Z", "", "2026-06-15 23 2026-06-15T20:59:00Z too_early"}, // too far ahead
		{"2026-05-16T20:59:00Z", "", "2026-05-16 23 2026-05-16T20:59:00Z "},          // thirty days old
		{"2026-05-16T20:58:59Z", "", "2026-06-15 23 2026-06-15T20:59:00Z too_old"},   // older
		{"2026-06-15T23:50:00+03:00", "", "2026-06-15 23 2026-06-15T20:50:00Z "},
		{"0001-01-01T00:00:00Z", "", "2026-06-15 23 2026-06-15T20:59:00Z missing"},
		{"2026-06-15T20:30:00Z", "2026-06-15T21:03:59Z", "2026-06-15 23 2026-06-15T20:30:00Z "},                   // off by less than matters
		{"2026-06-15T21:30:00Z", "2026-06-15T21:59:00Z", "2026-06-15 23 2026-06-15T20:30:00Z shifted"},            // an hour ahead
		{"2026-06-15T19:30:00Z", "2026-06-15T19:59:00Z", "2026-06-15 23 2026-06-15T20:30:00Z shifted"},            // an hour behind
		{"1970-01-01T00:10:00Z", "1970-01-01T00:40:00Z", "2026-06-15 23 2026-06-15T20:29:00Z shifted"},            // a clock without a battery
		{"1970-01-01T00:10:00Z", "2026-06-15T20:59:00Z", "2026-06-15 23 2026-06-15T20:59:00Z too_old"},            // set right since the tap
		{"2100-01-01T00:00:00Z", "2100-01-01T00:10:00Z", "2026-06-15 23 2026-06-15T20:49:00Z shifted"},            // the next century
		{"2100-01-01T00:10:00Z", "2100-01-01T00:00:00Z", "2026-06-15 23 2026-06-15T20:59:00Z too_early"},          // tapped after it was sent
		{"1970-01-01T00:10:00Z age 29m", "2026-06-15T20:59:00Z", "2026-06-15 23 2026-06-15T20:30:00Z shifted"},    // set right since the tap
		{"2030-01-01T00:10:00Z age 29m", "2026-06-15T20:59:00Z", "2026-06-15 23 2026-06-15T20:30:00Z shifted"},    // set right since the tap
		{"2026-06-15T20:30:00Z age 3h", "2026-06-15T20:59:00Z", "2026-06-15 20 2026-06-15T17:59:00Z shifted"},     // set back since the tap
		{"2026-06-15T17:30:00Z age 1m", "2026-06-15T20:59:00Z", "2026-06-15 20 2026-06-15T17:30:00Z "},            // the device slept
		{"1970-01-01T00:10:00Z age 1000h", "2026-06-15T20:59:00Z", "2026-06-15 23 2026-06-15T20:59:00Z too_old"},  // too old by its age too
		{"1970-01-01T00:10:00Z age -1000h", "2026-06-15T20:59:00Z", "2026-06-15 23 2026-06-15T20:59:00Z too_old"}, // no page says that
		{"2026-06-15T21:30:00Z age 29m", "2026-06-15T21:59:00Z", "2026-06-15 23 2026-06-15T20:30:00Z shifted"},    // an hour ahead all the time
		{"2026-06-15T20:30:00Z age 29m", "2026-06-15T20:59:00Z", "2026-06-15 23 2026-06-15T20:30:00Z "},           // a good clock
		{"2026-06-15T20:30:00Z", "9999-01-01T00:00:00Z", "2026-06-15 23 2026-06-15T20:30:00Z "},                   // no clock shows that
	}
	spool, door := door(t, func() time.Time { return now })
	for _, c := range cases {
		r := aTap(3)
		var err error
		claimed, age, _ := strings.Cut(c.moment, " age ")
		if age != "" {
			r.Age, err = time.ParseDuration(age)
			must(t, err)
		}
		r.Moment, err = time.Parse(time.RFC3339, claimed)
		must(t, err)
		if c.sent != "" {
			r.Sent, err = time.Parse(time.RFC3339, c.sent)
			must(t, err)
		}
		_, err = door.Accept(context.Background(), r)
		must(t, err)
		items, err := spool.next(context.Background(), kindResponse, 1, batchBytes)
		must(t, err)
		must(t, spool.settle(context.Background(), items, settled{delivered: []int64{items[0].Seq}}))
		var a answered
		must(t, json.Unmarshal(items[0].Payload, &a))
		if got := fmt.Sprintf("%s %d %s %s", a.Day, a.Hour, a.Moment.Format(time.RFC3339), a.MomentNote); got != c.want || !a.Received.Equal(now) {
			t.Errorf("moment %s sent %s: %s received %s, want %s", c.moment, c.sent, got, a.Received, c.want)
		}
	}
}

// Why an answer is kept but not counted.
func TestKeptButNotCounted(t *testing.T) {
	now := time.Date(2026, 6, 15, 9, 0, 0, 0, time.UTC)
	spool, door := door(t, func() time.Time { return now })
	until := func(at time.Time) bool { return at.Before(now.Add(-time.Hour)) }
	for _, c := range []struct {
		name, reason string
		change       func(*Response)
	}{
		{"an ordinary tap", "", func(*Response) {}},
		{"a tap while it was open, sent after closing", "", func(r *Response) { r.Open, r.Moment = until, now.Add(-2*time.Hour) }},
		{"a tap after closing", ReasonClosed, func(r *Response) { r.Open, r.Moment = until, now.Add(-time.Minute) }},
		{"a tap before it opened, by a clock that was years behind", "", func(r *Response) {
			r.Open, r.Moment = func(time.Time) bool { return false }, now.AddDate(-9, 0, 0)
		}},
		{"a tap by a clock that is years ahead", "", func(r *Response) {
			r.Open, r.Moment = func(time.Time) bool { return false }, now.AddDate(9, 0, 0)
		}},
		{"a tap of which no moment is known", ReasonClosed, func(r *Response) { r.Open, r.Moment = func(time.Time) bool { return false }, time.Time{} }},
		{"a tap of a flood", ReasonSpam, func(r *Response) { r.Spam = true }},
		{"a tap of a flood after closing", ReasonClosed, func(r *Response) { r.Spam, r.Open = true, until }},
	} {
		r := aTap(3)
		c.change(&r)
		_, err := door.Accept(context.Background(), r)
		must(t, err)
		items, err := spool.next(context.Background(), kindResponse, 1, batchBytes)
		must(t, err)
		must(t, spool.settle(context.Background(), items, settled{delivered: []int64{items[0].Seq}}))
		var a answered
		must(t, json.Unmarshal(items[0].Payload, &a))
		if a.Reason != c.reason || a.Counted != (c.reason == "") {
			t.Errorf("%s: counted %v, reason %q", c.name, a.Counted, a.Reason)
		}
	}
}
