package register

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"harta/internal/fault"
)

// A case that is sealed is whole in the sealed register and nowhere else, and the figures lose it.
func TestSealingLeavesNothingBehind(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	file, err := h.StoreFile(ctx, "писмо.pdf", strings.NewReader("%PDF-1.7\nбележка\n%%EOF"))
	h.must(err)
	s := complaint()
	s.Files, s.Incoming = []string{file.ID}, "94-К-1"
	number := h.submit(s).Number
	twin := h.submit(complaint()).Number
	h.must(h.Do(ctx, Order{Number: twin, By: "u", Command: Merging{Into: number}}))
	h.must(h.Do(ctx, Order{Number: number, By: "u", Command: Note{Text: secretAnswer}}))
	_, err = h.Text(ctx, number, "curious-id")
	h.must(err)
	last, err := h.Case(ctx, number)
	h.must(err)
	for field, order := range map[string]Order{
		"an open category": {Number: number, By: "u", Command: Sealing{Category: "delay"}},
		"no category":      {Number: number, By: "u", Command: Sealing{}},
		"a long note":      {Number: number, By: "u", Command: Sealing{Category: "corruption", Note: strings.Repeat("ж", TextMax+1)}},
		"an old version":   {Number: number, Version: 1, By: "u", Command: Sealing{Category: "corruption"}},
	} {
		if err := h.Do(ctx, order); err == nil {
			t.Errorf("%s seals a case", field)
		}
	}
	h.must(h.Do(ctx, Order{Number: number, Version: last.Version, By: "officer-id", Command: Sealing{Category: "corruption", Note: "Намесен е началникът."}}))

	if _, err := h.Case(ctx, number); !isNotFound(err) {
		t.Errorf("the case is still there: %v", err)
	}
	if list, err := h.Cases(ctx, CaseFilter{}); err != nil || len(list) != 1 || list[0].DuplicateOf != "" {
		t.Errorf("list %+v, %v", list, err)
	}
	for _, table := range h.tables() {
		text := h.dump(table)
		for _, word := range []string{number, digitsOf(number), secretText, secretName, "94-К-1", "curious-id"} {
			own := word == number && table == "sealed_cases" || word == "curious-id" && table == "audit"
			if strings.Contains(text, word) && !own {
				t.Errorf("table %s holds %q", table, word)
			}
		}
	}
	facts := h.outbox()
	gone, before := facts[len(facts)-1].Fact, facts[len(facts)-2].Fact
	if gone.CaseID != last.factID || gone.Version <= before.Version || gone.Kind != "" || gone.Category != "" || gone.ReceivedDay != before.ReceivedDay {
		t.Errorf("the last fact %+v\nafter %+v", gone, before)
	}

	c, err := h.SealedCase(ctx, number, "integrity-id")
	h.must(err)
	if c.Submission.Text != s.Text || c.Submission.Name != s.Name || c.Submission.Category != "corruption" || !c.Submission.ReceivedAt.Equal(last.Received) || c.Deadline.IsZero() {
		t.Errorf("sealed %+v", c)
	}
	kinds := ""
	for _, p := range c.Past {
		kinds += string(p.Event.Kind) + ":" + p.Words + ";"
	}
	if kinds != "submitted:;joined:;noted:"+secretAnswer+";sealed:Намесен е началникът.;" {
		t.Errorf("past %q", kinds)
	}
	if len(c.Readings) != 1 || c.Readings[0].By != "curious-id" || c.Readings[0].What != "case.text.read" {
		t.Errorf("readings %+v", c.Readings)
	}
	if f, err := h.OpenSealedFile(ctx, number, file.ID, "integrity-id"); err != nil || f.Name != "писмо.pdf" {
		t.Errorf("file %+v, %v", f, err)
	}
	h.must(h.DoSealed(ctx, SealedOrder{Number: number, By: "integrity-id", Deed: SealedNoted, Text: "Проверка."}))
	if err := h.Do(ctx, Order{Number: number, By: "u", Command: Note{Text: "x"}}); !isNotFound(err) {
		t.Errorf("a note on it: %v", err)
	}
}

// A form that is sent again after its case was sealed gets the receipt it got before, with the same link: from another one its sender,
// or whoever sits at the same computer, could tell what became of the case.
func TestFormSentAgainAfterSealing(t *testing.T) {
	ctx := context.Background()
	for name, s := range map[string]Submission{"signed": complaint(), "unsigned": anonymous()} {
		h := openHall(t)
		s.ID = uuid.New()
		first := h.submit(s)
		link, err := h.NewLink(ctx, first.Number)
		h.must(err)
		before := h.submit(s)
		h.do(first.Number, time.Time{}, Categorisation{Kind: "signal", Category: "omission"})
		h.do(first.Number, time.Time{}, Categorisation{Kind: "complaint", Category: s.Category})
		h.do(first.Number, time.Time{}, Sealing{Category: "corruption"})
		if again := h.submit(s); again != before {
			t.Errorf("%s: %+v, want %+v", name, again, before)
		}
		if aside, err := h.SetAside(ctx, s, SuspectRate); err != nil || aside != before {
			t.Errorf("%s, under a suspicion: %+v, %v, want %+v", name, aside, err, before)
		}
		if same, err := h.NewLink(ctx, first.Number); err != nil || same != link {
			t.Errorf("%s: the link is %q, %v", name, same, err)
		}
		_, err = h.LinkedCase(ctx, link)
		wantFault(t, err, "link_unknown")
	}
}

// The incoming number of a case that was sealed is given still: the same letter does not come into the open register again, and no other
// one gets its number. The fault is that of a number that an open case has.
func TestSealedCaseKeepsItsIncomingNumber(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	letter := func(incoming string, received time.Time) Submission {
		s := complaint()
		s.Incoming, s.ReceivedAt, s.Channel = incoming, received, "post"
		return s
	}
	number := h.submit(letter("94-К-1", sofia(2026, time.May, 4, 9, 0))).Number
	h.submit(letter("94-К-2", sofia(2026, time.May, 4, 9, 0)))
	h.do(number, time.Time{}, Sealing{Category: "corruption"})
	faults := map[string]*fault.Error{}
	for _, incoming := range []string{"вх. № 94-к- 1", "94-К-2"} {
		_, err := h.Submit(ctx, letter(incoming, sofia(2026, time.January, 8, 9, 0)))
		faults[incoming] = wantFault(t, err, "case_incoming_taken")
		s := letter(incoming, sofia(2026, time.January, 8, 9, 0))
		s.Contact, s.Phone = "", "0888 123 456"
		_, _, err = h.SubmitSent(ctx, s, 1, "key")
		wantFault(t, err, "case_incoming_taken")
	}
	if a, b := faults["вх. № 94-к- 1"], faults["94-К-2"]; !reflect.DeepEqual(a, b) {
		t.Errorf("of the sealed one %+v, of the open one %+v", a, b)
	}
	h.submit(letter("94-К-1", sofia(2025, time.December, 31, 9, 0))) // the numbers of another year
	h.submit(letter("94-К-3", h.now))
	if again := h.submit(letter("", h.now)); again.Number == "" {
		t.Error("a case without a number is refused")
	}
	if text := h.dump("sealed_cases"); strings.Contains(text, "94-К-1") {
		t.Error("the number stands in the open")
	}
}
