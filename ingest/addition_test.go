package ingest

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"harta/internal/fault"
)

// second makes an addition to a tap.
func second(tap Response, reasons ...string) Addition {
	return Addition{Response: tap, Reasons: reasons}
}

func TestRulesOfTheSecondStep(t *testing.T) {
	spool, door := door(t, time.Now)
	tap := aTap(2)
	for _, c := range []struct {
		name, field, code string
		change            func(*Addition)
	}{
		{"a reason nobody knows", "reasons", "reason_unknown", func(a *Addition) { a.Reasons = []string{"weather"} }},
		{"a reason of another face", "reasons", "reason_unknown", func(a *Addition) { a.Reasons = []string{"kind"} }},
		{"a reason in markup", "reasons", "reason_unknown", func(a *Addition) { a.Reasons = []string{"<script>"} }},
		{"many reasons", "reasons", "reasons_many", func(a *Addition) { a.Reasons = slices.Repeat([]string{"waiting"}, 21) }},
		{"a score of 6", "score", "score_out_of_range", func(a *Addition) { a.Response.Scores = map[string]int{"overall": 6} }},
		{"two scores", "score", "score_missing", func(a *Addition) { a.Response.Scores = map[string]int{"overall": 2, "speed": 2} }},
		{"no id", "id", "id_missing", func(a *Addition) { a.Response.ID = uuid.Nil }},
		{"a service with a line break", "service", "name_malformed", func(a *Addition) { a.Service = "2079\n" }},
		{"a long comment", "comment", "remark_long", func(a *Addition) { a.Comment = strings.Repeat("ж", RemarkMax+1) }},
		{"a comment that is no text", "comment", "remark_malformed", func(a *Addition) { a.Comment = "a\xff" }},
		{"a comment with a NUL", "comment", "remark_malformed", func(a *Addition) { a.Comment = "a\x00b" }},
		{"a comment without a register", "", "comments_closed", func(a *Addition) { a.Comment = "Благодаря" }},
	} {
		a := second(tap, "waiting")
		c.change(&a)
		_, err := door.Add(context.Background(), a)
		if f, ok := fault.As(err); !ok || f.Code != c.code || f.Field != c.field {
			t.Errorf("%s: %v, want %s on %s", c.name, err, c.code, c.field)
		}
	}
	if spool.Depth() != 0 {
		t.Errorf("%d items of refused additions were stored", spool.Depth())
	}
}

// The second step comes after the tap, before it, or twice: the same facts.
func TestSecondStepInAnyOrder(t *testing.T) {
	for _, order := range []string{"tap add", "add tap", "add", "tap add add tap", "tap FLUSH add FLUSH add", "add FLUSH tap"} {
		t.Run(order, func(t *testing.T) {
			w := newWorld(t)
			spool, door := door(t, w.clock)
			door = door.With(Office{Comments: w.reg})
			loader := NewLoader(w.ch, spool, nil, w.clock, quiet())
			tap := aTap(2)
			tap.Moment = w.clock().Add(-time.Minute)
			add := second(tap, "waiting", "rude", "waiting")
			add.Service, add.Department, add.Comment = "2079", "grao", " Глупаци! Тел. 0888 123 456 \n"
			for step := range strings.SplitSeq(order, " ") {
				var err error
				switch step {
				case "tap":
					_, err = door.Accept(context.Background(), tap)
				case "add":
					_, err = door.Add(context.Background(), add)
				case "FLUSH":
					err = loader.Flush(context.Background())
				}
				must(t, err)
			}
			must(t, loader.Flush(context.Background()))
			if got := w.ask("SELECT score, office, service, department, counted FROM answers FINAL"); !slices.Equal(got, []string{"2\tgradska\t2079\tgrao\ttrue"}) {
				t.Errorf("answers %q", got)
			}
			if got := w.ask("SELECT reason, score, service FROM answer_reasons FINAL ORDER BY reason"); !slices.Equal(got, []string{"rude\t2\t2079", "waiting\t2\t2079"}) {
				t.Errorf("reasons %q", got)
			}
			if got := w.ask("SELECT text, masked, insult, language, service FROM comments FINAL"); !slices.Equal(got, []string{"Глупаци! Тел. [телефон]\t['phone']\ttrue\tbg\t2079"}) {
				t.Errorf("comments %q", got)
			}
			whole, err := w.reg.Comment(context.Background(), tap.ID, "u1")
			must(t, err)
			if whole.Text != "Глупаци! Тел. 0888 123 456" {
				t.Errorf("the register holds %q", whole.Text)
			}
			if spool.Depth() != 0 {
				t.Errorf("%d items wait", spool.Depth())
			}
		})
	}
}

// A service named afterwards and a burst found afterwards meet in the same row, whichever came first.
func TestServiceAndBurstMeet(t *testing.T) {
	for name, early := range map[string]bool{"service first": true, "burst first": false} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			spool, door := door(t, w.clock)
			loader := NewLoader(w.ch, spool, nil, w.clock, quiet())
			start := w.clock().Add(-time.Minute)
			taps := make([]Response, 6)
			for i := range taps {
				taps[i] = aTap(1)
				taps[i].Moment = start.Add(time.Duration(i) * time.Second)
			}
			add := second(taps[0])
			add.Service = "2130"
			w.deliver(door, loader, taps[:1])
			if early {
				_, err := door.Add(context.Background(), add)
				must(t, err)
			}
			w.deliver(door, loader, taps[1:])
			_, err := door.Add(context.Background(), add)
			must(t, err)
			must(t, loader.Flush(context.Background()))
			want := []string{"\tburst\tfalse\t5", "2130\tburst\tfalse\t1"}
			if got := w.ask("SELECT service, reason, counted, count() FROM answers FINAL GROUP BY ALL ORDER BY service"); !slices.Equal(got, want) {
				t.Errorf("answers %q", got)
			}
		})
	}
}
