package ingest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"harta/internal/register"
)

func TestCaseFactsAreDelivered(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	_, _, loader := w.loader(w.reg)
	must(t, w.reg.PutOffice(ctx, register.Office{ID: "gradska", Name: map[string]string{"bg": "Градска администрация"}}))
	for _, category := range []string{"delay", "queue"} {
		_, err := w.reg.Submit(ctx, register.Submission{
			ID: uuid.Must(uuid.NewV7()), Kind: "complaint", Category: category, Office: "gradska", Channel: "web", Text: "Чакам от месец.",
			Name: "Иван Петров", Contact: "ivan@example.bg", Language: "bg", ReceivedAt: time.Date(2026, 5, 29, 21, 30, 0, 0, time.UTC),
		})
		must(t, err)
	}
	must(t, loader.Flush(ctx))
	got := w.ask("SELECT kind, category, office, toString(received_day), toString(deadline IS NULL), outcome FROM case_facts FINAL ORDER BY category")
	want := []string{"complaint\tdelay\tgradska\t2026-05-30\t0\t", "complaint\tqueue\tgradska\t2026-05-30\t0\t"}
	if !slices.Equal(got, want) {
		t.Errorf("case facts %q, want %q", got, want)
	}
	if left, err := w.reg.Outbox(ctx, 0, 10); err != nil || len(left) > 0 {
		t.Errorf("the outbox keeps %d facts, %v", len(left), err)
	}
}

// A case fact that the server refuses leaves the outbox only for the spool's rejected items.
func TestBadCaseFactIsKeptApart(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	must(t, w.ch.Insert.Exec(ctx, "ALTER TABLE case_facts ADD CONSTRAINT kinds CHECK kind != 'praise'"))
	fact := func(kind string) register.CaseFact {
		return register.CaseFact{CaseID: uuid.New(), Version: 1, Kind: kind, Received: time.Now(), ReceivedDay: "2026-06-01"}
	}
	box := &box{items: []register.OutboxItem{{Seq: 1, Kind: register.CaseFacts, Fact: fact("complaint")}, {Seq: 2, Kind: register.CaseFacts, Fact: fact("praise")}, {Seq: 3, Kind: register.CaseFacts, Fact: fact("signal")}}}
	spool, _, loader := w.loader(box)
	must(t, loader.Flush(ctx))
	if n := w.number("SELECT count() FROM case_facts"); n != 2 || len(box.items) != 0 {
		t.Errorf("%v facts delivered, %d left", n, len(box.items))
	}
	rejected, err := spool.Rejected(ctx, 10)
	if err != nil || len(rejected) != 1 || rejected[0].Kind != kindCaseFact || !strings.Contains(string(rejected[0].Payload), "praise") {
		t.Errorf("rejected %+v, %v", rejected, err)
	}
}

// A case fact that cannot even be packed does not hold up the others.
func TestUnreadableCaseFactIsKeptApart(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	fact := func(day string) register.CaseFact {
		return register.CaseFact{CaseID: uuid.New(), Version: 1, Kind: "complaint", Received: time.Now(), ReceivedDay: day}
	}
	box := &box{items: []register.OutboxItem{{Seq: 1, Kind: register.CaseFacts, Fact: fact("")}, {Seq: 2, Kind: register.CaseFacts, Fact: fact("2026-06-01")}}}
	spool, _, loader := w.loader(box)
	must(t, loader.Flush(ctx))
	if n := w.number("SELECT count() FROM case_facts"); n != 1 || len(box.items) != 0 {
		t.Errorf("%v facts delivered, %d left", n, len(box.items))
	}
	if rejected, err := spool.Rejected(ctx, 10); err != nil || len(rejected) != 1 || len(rejected[0].Payload) == 0 {
		t.Errorf("rejected %+v, %v", rejected, err)
	}
}

// box is an outbox in memory, for facts that the register would never make.
type box struct{ items []register.OutboxItem }

func (b *box) Outbox(_ context.Context, after int64, n int) ([]register.OutboxItem, error) {
	return b.items[:min(n, len(b.items))], nil
}

func (b *box) OutboxDelivered(_ context.Context, seqs []int64) error {
	before := len(b.items)
	b.items = slices.DeleteFunc(b.items, func(it register.OutboxItem) bool { return slices.Contains(seqs, it.Seq) })
	if len(b.items) != before-len(seqs) {
		return errors.New("forgets what was not there")
	}
	return nil
}

// Consultations travel in the same outbox, each version as a row of its own.
func TestConsultationsAreDelivered(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	_, _, loader := w.loader(w.reg)
	c := register.Consultation{ID: uuid.New(), Topic: "prices", Channel: "phone", Minutes: 4}
	must(t, w.reg.PutConsultation(ctx, c))
	must(t, loader.Flush(ctx))
	c.Version, c.Minutes, c.Channel = 1, 14, "counter"
	must(t, w.reg.PutConsultation(ctx, c))
	must(t, loader.Flush(ctx))
	got := w.ask("SELECT topic, channel, toString(minutes), toString(version) FROM consultations FINAL WHERE NOT dropped")
	if want := []string{"prices\tcounter\t14\t2"}; !slices.Equal(got, want) {
		t.Errorf("consultations %q, want %q", got, want)
	}
}
