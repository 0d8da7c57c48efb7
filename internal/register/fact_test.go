package register

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
)

func (h *hall) outbox() []OutboxItem {
	h.t.Helper()
	items, err := h.Outbox(context.Background(), 0, 1000)
	h.must(err)
	return items
}

func TestEveryCommandLeavesAFact(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	s := complaint()
	s.ReceivedAt = sofia(2026, time.May, 4, 0, 30) // still 3 May in UTC
	number := h.submit(s).Number
	h.must(h.Extend(ctx, number, "u", h.now, "Чакаме становище.", sofia(2026, time.June, 30, 0, 0)))
	h.must(h.Answer(ctx, number, "u", h.now, "upheld", "", secretAnswer))
	items := h.outbox()
	if len(items) != 3 {
		t.Fatalf("%d facts, want 3", len(items))
	}
	utc := func(at time.Time) *time.Time { at = at.UTC(); return &at }
	first := utc(sofia(2026, time.June, 4, 17, 30))
	want := CaseFact{
		CaseID: h.find(number).factID, Version: 1, Kind: "complaint", Category: "delay", Office: "kasi", Service: "2079", Department: "grao",
		Channel: "web", ConcernsStaff: true, Received: s.ReceivedAt.UTC(), ReceivedDay: "2026-05-04", Deadline: first, FirstDeadline: first,
	}
	if !reflect.DeepEqual(items[0].Fact, want) {
		t.Errorf("first fact %+v\nwant %+v", items[0].Fact, want)
	}
	want.Version, want.Extensions, want.Deadline = 2, 1, utc(sofia(2026, time.June, 30, 17, 30))
	if !reflect.DeepEqual(items[1].Fact, want) {
		t.Errorf("second fact %+v\nwant %+v", items[1].Fact, want)
	}
	want.Version, want.Answered, want.Closed, want.Outcome = 3, utc(h.now), utc(h.now), "upheld"
	if !reflect.DeepEqual(items[2].Fact, want) {
		t.Errorf("third fact %+v\nwant %+v", items[2].Fact, want)
	}
}

func TestFactsHoldNoIdentity(t *testing.T) {
	h := openHall(t)
	number := h.private()
	text := h.dump("outbox")
	for _, word := range []string{number, digitsOf(number), secretName, "velizara", "под масата", secretAnswer} {
		if strings.Contains(text, word) {
			t.Errorf("the outbox holds %q", word)
		}
	}
	b, err := json.Marshal(h.outbox()[0].Fact)
	h.must(err)
	var fields map[string]any
	h.must(json.Unmarshal(b, &fields))
	if len(fields) != reflect.TypeFor[CaseFact]().NumField() {
		t.Errorf("fields %v", fields)
	}
}

func TestARefusedCommandLeavesNoFact(t *testing.T) {
	h := openHall(t)
	number := h.submit(anonymous()).Number
	if err := h.Answer(context.Background(), number, "u", time.Time{}, "upheld", "", "x"); err == nil {
		t.Fatal("not refused")
	}
	if n := len(h.outbox()); n != 1 {
		t.Errorf("%d facts, want 1", n)
	}
}

func TestOutboxDelivery(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	for range 4 {
		h.submit(complaint())
	}
	first, err := h.Outbox(ctx, 0, 2)
	h.must(err)
	rest, err := h.Outbox(ctx, first[1].Seq, 10)
	h.must(err)
	if len(first) != 2 || len(rest) != 2 || first[0].Seq >= first[1].Seq || first[1].Seq >= rest[0].Seq {
		t.Fatalf("first %+v, rest %+v", first, rest)
	}
	h.must(h.OutboxDelivered(ctx, []int64{first[0].Seq, rest[1].Seq}))
	h.must(h.OutboxDelivered(ctx, []int64{first[0].Seq}))
	left := h.outbox()
	if len(left) != 2 || left[0].Seq != first[1].Seq || left[1].Seq != rest[0].Seq {
		t.Errorf("left %+v", left)
	}
	h.must(h.OutboxDelivered(ctx, []int64{left[0].Seq, left[1].Seq}))
	h.submit(complaint())
	if again := h.outbox(); len(again) != 1 || again[0].Seq <= rest[1].Seq {
		t.Errorf("a number came back after everything was delivered: %+v", again)
	}
}
