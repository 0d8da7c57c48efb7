package register

import (
	"context"
	"testing"
	"time"

	"harta/internal/charter"
)

// given is a complaint of 4 May 2026 that another register had to answer by Friday 15 May, long before the charter's 4 June.
func given() Submission {
	s := complaint()
	s.Deadline = charter.NewDate(2026, time.May, 15)
	return s
}

// due holds the deadlines of a case: the one in force, and the one before any extension.
func (h *hall) due(what, number string, deadline, first time.Time) {
	h.t.Helper()
	c := h.find(number)
	if c.Deadline == nil || !c.Deadline.Equal(deadline) || !c.FirstDeadline.Equal(first) {
		h.t.Errorf("%s: deadline %v, first %v; want %v, %v", what, c.Deadline, c.FirstDeadline, deadline, first)
	}
}

func TestTheDayOfAnotherRegisterOutlivesThePauses(t *testing.T) {
	h := openHall(t)
	fifteenth, twentieth := sofia(2026, time.May, 15, 17, 30), sofia(2026, time.May, 20, 17, 30)
	pause := Pause{For: "citizen", Text: "Чакаме документ."}
	number := h.submit(given()).Number
	h.due("as it came", number, fifteenth, fifteenth)
	h.do(number, time.Time{}, pause)
	h.do(number, time.Time{}, Resumption{})
	h.due("a pause of no days", number, fifteenth, fifteenth)
	h.now = sofia(2026, time.July, 30, 12, 0)
	h.do(number, sofia(2026, time.May, 6, 9, 0), pause)
	h.do(number, sofia(2026, time.May, 11, 9, 0), Resumption{})
	h.due("a pause of five days", number, twentieth, twentieth)
	h.do(number, sofia(2026, time.May, 19, 9, 0), Extension{Reason: "x", Until: sofia(2026, time.June, 24, 0, 0)})
	h.due("an extension", number, sofia(2026, time.June, 24, 17, 30), twentieth)
	h.do(number, sofia(2026, time.June, 1, 9, 0), pause)
	h.do(number, sofia(2026, time.June, 3, 9, 0), Answer{Outcome: "upheld", Text: "Имате право."})
	h.due("an answer that ends a pause", number, sofia(2026, time.June, 26, 17, 30), twentieth) // which had passed
	h.do(number, sofia(2026, time.June, 8, 9, 0), Reopening{Reason: "Ново доказателство."})
	h.due("reopened", number, sofia(2026, time.July, 8, 17, 30), sofia(2026, time.July, 8, 17, 30))
	h.do(number, sofia(2026, time.June, 9, 9, 0), pause)
	h.do(number, sofia(2026, time.June, 9, 10, 0), Resumption{})
	h.due("a pause after it", number, sofia(2026, time.July, 8, 17, 30), sofia(2026, time.July, 8, 17, 30))
}

func TestTheDayOfAnotherRegisterOutlivesTheCategory(t *testing.T) {
	h := openHall(t)
	fifteenth := sofia(2026, time.May, 15, 17, 30)
	number := h.submit(given()).Number
	h.do(number, time.Time{}, Categorisation{Kind: "signal", Category: "fees"})
	h.due("as a signal", number, fifteenth, fifteenth)
	if law := h.find(number).LegalDeadline; law == nil || !law.Equal(sofia(2026, time.July, 6, 17, 30)) { // 4 July is a Saturday
		t.Errorf("the law's deadline is %v", law)
	}
	extension := func(until time.Time) error {
		return h.Do(context.Background(), Order{Number: number, By: "u", Command: Extension{Reason: "x", Until: until}})
	}
	if got := codes(t, extension(sofia(2026, time.August, 5, 0, 0))); len(got) != 1 || got[0] != "until=case_until_too_late" {
		t.Errorf("an extension beyond the law: %v", got)
	}
	h.must(extension(sofia(2026, time.August, 4, 0, 0)))
	h.do(number, time.Time{}, Categorisation{Kind: "praise"})
	if c := h.find(number); c.Deadline != nil || c.FirstDeadline != nil {
		t.Errorf("praise has a deadline: %v, %v", c.Deadline, c.FirstDeadline)
	}
	h.do(number, time.Time{}, Categorisation{Kind: "complaint", Category: "delay"})
	h.due("a complaint again", number, sofia(2026, time.August, 4, 17, 30), fifteenth)
}

// An unsigned case has no clock before it is known to threaten somebody, and then the day that it came with.
func TestTheDayOfAnotherRegisterWaitsForTheTriage(t *testing.T) {
	h := openHall(t)
	s := given()
	s.Anonymous = true
	number := h.submit(s).Number
	if c := h.find(number); c.Deadline != nil {
		t.Errorf("deadline %v", c.Deadline)
	}
	h.do(number, time.Time{}, Triage{Danger: true})
	h.due("dangerous", number, sofia(2026, time.May, 15, 17, 30), sofia(2026, time.May, 15, 17, 30))
}

func TestTheDayOfAnotherRegisterGoesIntoTheSealedOne(t *testing.T) {
	h := openHall(t)
	number := h.submit(given()).Number
	h.do(number, time.Time{}, Sealing{Category: "corruption"})
	c, err := h.SealedCase(context.Background(), number, "keeper")
	h.must(err)
	if want := sofia(2026, time.May, 15, 17, 30); !c.Deadline.Equal(want) {
		t.Errorf("deadline %v, want %v", c.Deadline, want)
	}
}
