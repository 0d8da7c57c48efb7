package register

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"harta/internal/fault"
)

// fromAbroad is a case that another register sends, with an incoming number and a contact in parts.
func fromAbroad(h *hall, incoming string) Submission {
	s := complaint()
	s.ID, s.ReceivedAt, s.Incoming = uuid.New(), h.now.Add(-time.Hour), incoming
	s.Contact, s.Phone = "", "0888 123 456"
	return s
}

// sealedOnes are two cases of which version 3 is known, one that came sealed and one that was sealed later, beside an open one.
func sealedOnes(h *hall) map[string]Submission {
	ctx := context.Background()
	all := map[string]Submission{"open": fromAbroad(h, "1"), "sealed later": fromAbroad(h, "2"), "came sealed": fromAbroad(h, "3")}
	for name, s := range all {
		if name == "came sealed" {
			s.Category = "corruption"
			all[name] = s
		}
		receipt, sent, err := h.SubmitSent(ctx, s, 3, "key")
		h.must(err)
		if sent != SentNew {
			h.t.Errorf("%s: %q", name, sent)
		}
		if name == "sealed later" {
			h.do(receipt.Number, time.Time{}, Assignment{Department: "taxes"})
			h.do(receipt.Number, time.Time{}, Sealing{Category: "corruption"})
		}
	}
	return all
}

// Whoever sends a case cannot tell from any answer that it is sealed: whatever the version and whatever it says, the answer is that
// of an open case.
func TestSealedCasesAnswerAsOpenOnes(t *testing.T) {
	h := openHall(t)
	all := sealedOnes(h)
	numbers := map[string]string{}
	for _, step := range []struct {
		version int64
		change  func(*Submission)
		want    string
	}{
		{3, func(*Submission) {}, "already"},
		{2, func(*Submission) {}, "older"},
		{2, func(s *Submission) { s.Text = "Друго." }, "older"},
		{3, func(s *Submission) { s.Text = "Друго." }, "record_version_conflict"},
		{3, func(s *Submission) { s.Category = "fees" }, "record_version_conflict"},
		{4, func(s *Submission) { s.Category, s.ReceivedAt = "fees", s.ReceivedAt.Add(time.Minute) }, "case_fixed received"},
		{4, func(s *Submission) { s.Category, s.Incoming = "fees", "94-К-1" }, "case_fixed incoming"},
		{4, func(s *Submission) { s.Category, s.Name = "fees", "Стефка Илиева" }, "case_fixed name"},
		{4, func(s *Submission) { s.Category, s.Anonymous = "fees", true }, "case_fixed anonymous"},
		{4, func(s *Submission) { s.Category = "corruption" }, "case_sealed_late"},
		{4, func(s *Submission) { s.Kind, s.Category = "whistleblower", "" }, "case_sealed_late"},
		{4, func(s *Submission) { s.Text, s.Category, s.Channel = "Друго.", "fees", "post" }, "later"},
		{4, func(s *Submission) { s.Text, s.Category, s.Channel = "Друго.", "fees", "post" }, "already"},
		{3, func(*Submission) {}, "older"},
		{4, func(s *Submission) { s.Category = "fees" }, "record_version_conflict"},
		{9, func(s *Submission) { s.Category, s.Elsewhere = "fees", true }, "later"},
		{8, func(s *Submission) { s.Text, s.Category, s.Channel = "Друго.", "fees", "post" }, "older"},
	} {
		for _, name := range []string{"open", "sealed later", "came sealed"} {
			s := all[name]
			step.change(&s)
			receipt, sent, err := h.SubmitSent(context.Background(), s, step.version, "key")
			got := string(sent)
			if f, is := fault.As(err); is {
				got = strings.TrimSpace(f.Code + " " + f.Field)
			} else {
				h.must(err)
			}
			if got != step.want {
				t.Errorf("version %d of the one that is %s: %s, want %s", step.version, name, got, step.want)
			}
			if err == nil && numbers[name] != "" && numbers[name] != receipt.Number {
				t.Errorf("the one that is %s has another number", name)
			}
			if err == nil {
				numbers[name] = receipt.Number
			}
		}
	}
	if n := strings.Count(h.dump("sent_cases"), "fees"); n != 1 {
		t.Errorf("the open tables tell of %d cases, want 1", n)
	}
}

// What a later version says is kept for the integrity officer, beside the case as it came, and nowhere else.
func TestLaterVersionsOfSealedCasesAreKept(t *testing.T) {
	const later = "Поискаха ми и втори плик"
	ctx := context.Background()
	h := openHall(t)
	all := sealedOnes(h)
	trail := h.dump("audit")
	for _, name := range []string{"sealed later", "came sealed"} {
		s := all[name]
		s.Text, s.Category, s.Office = later, "fees", ""
		receipt, _, err := h.SubmitSent(ctx, s, 4, "key-id")
		h.must(err)
		if name == "came sealed" { // the text that was told already is not told twice
			s.Channel = "post"
			_, _, err = h.SubmitSent(ctx, s, 5, "key-id")
			h.must(err)
		}
		if h.dump("audit") != trail {
			t.Error("the audit trail tells that somebody sent something about a sealed case")
		}
		c, err := h.SealedCase(ctx, receipt.Number, "keeper")
		h.must(err)
		e := c.Events[0]
		if c.Submission.Text != secretText || c.Submission.Category != "corruption" || e.Deed != SealedLater || e.By != "key-id" || e.Text != later ||
			e.Sent == nil || e.Sent.Version != 4 || e.Sent.Facts.Category != "fees" || e.Sent.Facts.Office != "" {
			t.Errorf("%s: %+v with the event %+v", name, c.Submission, e)
		}
		if name == "came sealed" && (len(c.Events) != 2 || c.Events[1].Text != "" || c.Events[1].Sent.Facts.Channel != "post") {
			t.Errorf("the second later version: %+v", c.Events)
		}
		order := SealedOrder{Number: receipt.Number, By: "keeper", Deed: SealedNoted, Text: "x"}
		wantFault(t, h.DoSealed(ctx, order), "sealed_changed") // who writes must have seen it
		order.Version = c.State.Version
		h.must(h.DoSealed(ctx, order))
		order.Version, order.Deed = order.Version+1, SealedLater
		if got := codes(t, h.DoSealed(ctx, order)); !slices.Equal(got, []string{"deed=sealed_deed_unknown"}) {
			t.Errorf("an officer writes a later version: %v", got)
		}
		trail = h.dump("audit")
	}
	for _, table := range h.tables() {
		if text := h.dump(table); strings.Contains(text, later) {
			t.Errorf("table %s holds the later version", table)
		}
	}
}

// A case that came by a form, or before versions were kept, has none: its first word counts, open or sealed.
func TestSealedCasesWithoutVersionsAnswerAsOpenOnes(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	for _, seal := range []bool{false, true} {
		s := fromAbroad(h, fmt.Sprint(seal))
		number := h.submit(s).Number
		if seal {
			h.do(number, time.Time{}, Sealing{Category: "corruption"})
		}
		s.Text = "Друго."
		for version := range int64(3) {
			receipt, sent, err := h.SubmitSent(ctx, s, version, "key")
			if err != nil || sent != SentAlready || receipt.Number != number {
				t.Errorf("sealed %v, version %d: %q, %v", seal, version, sent, err)
			}
		}
	}
}
