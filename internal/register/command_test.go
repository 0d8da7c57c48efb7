package register

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"harta/internal/charter"
)

// do carries out a command that must not be refused.
func (h *hall) do(number string, at time.Time, c Command) {
	h.t.Helper()
	h.must(h.Do(context.Background(), Order{Number: number, By: "u", At: at, Command: c}))
}

// moreScenes are the refusals of the commands that the office's day needs beside answering.
func moreScenes() []scene {
	answer := Answer{Outcome: "upheld", Text: "Имате право."}
	pause := Pause{For: "citizen", Text: "Чакаме документ."}
	assign := Assignment{Department: "taxes", Assignee: "maria"}
	forward := Forwarding{Institution: "РЗИ – Пазарджик"}
	homeless := func() Submission { s := complaint(); s.Service = ""; return s } // of no service, and so of no department
	return []scene{
		{"acknowledge", complaint, nil, Acknowledgement{Text: "Получихме жалбата Ви."}, ""},
		{"acknowledge twice", complaint, []Command{Acknowledgement{Text: "x"}}, Acknowledgement{Text: "x"}, "case_acknowledged"},
		{"acknowledge with nothing", complaint, nil, Acknowledgement{}, "letter=case_letter_missing"},
		{"letter on a closed one", complaint, []Command{answer}, Letter{Template: "answer", Text: "x"}, ""},
		{"note on a closed one", complaint, []Command{answer}, Note{Text: "Върна се непотърсено."}, ""},
		{"note of invisible characters", complaint, nil, Note{Text: "\u200b\u2060\u202e"}, "note=case_note_missing"},
		{"assign", complaint, nil, assign, ""},
		{"assign to an unknown department", complaint, nil, Assignment{Department: "'; DROP TABLE cases"}, "department=no_such_department"},
		{"assign the same again", complaint, []Command{assign}, assign, "case_assigned_already"},
		{"assign out of its department", complaint, nil, Assignment{Assignee: "maria"}, "department=no_such_department"},
		{"assign where there are no departments", homeless, nil, Assignment{Assignee: "maria"}, ""},
		{"assign to nobody and nowhere", homeless, nil, Assignment{}, "department=no_such_department"},
		{"assign what is closed", complaint, []Command{answer}, assign, "case_closed"},
		{"categorise", complaint, nil, Categorisation{Category: "fees"}, ""},
		{"categorise without category", complaint, nil, Categorisation{}, "category=case_category_missing"},
		{"categorise wrongly in every field", complaint, nil, Categorisation{"service", "x", "x", "x"}, "kind=no_such_kind category=no_such_category office=no_such_office service=no_such_service"},
		{"categorise into the sealed register", complaint, nil, Categorisation{Category: "corruption"}, "category=case_category_restricted"},
		{"categorise as a whistle-blower's", complaint, nil, Categorisation{Kind: "whistleblower", Category: "delay"}, "kind=no_such_kind"},
		{"categorise as it is", complaint, nil, Categorisation{Category: "delay", Office: "kasi", Service: "2079"}, "case_categorised_already"},
		{"pause", complaint, nil, pause, ""},
		{"pause without words", complaint, nil, Pause{For: "weather"}, "waiting=case_waiting_missing for=case_waiting_for_unknown"},
		{"change the clock that stands still", complaint, []Command{pause}, Categorisation{Kind: "praise"}, "case_paused"},
		{"pause twice", complaint, []Command{pause}, pause, "case_paused"},
		{"pause without a clock", anonymous, nil, pause, "case_without_deadline"},
		{"resume", complaint, []Command{pause}, Resumption{}, ""},
		{"resume what runs", complaint, nil, Resumption{}, "case_not_paused"},
		{"extend what is paused", complaint, []Command{pause}, Extension{Reason: "x", Until: sofia(2026, time.July, 1, 9, 0)}, "case_paused"},
		{"answer what is paused", complaint, []Command{pause}, answer, ""},
		{"forward", complaint, nil, forward, ""},
		{"forward to nobody", complaint, nil, Forwarding{Institution: " "}, "institution=case_institution_missing"},
		{"forward an anonymous one", anonymous, nil, forward, "case_needs_triage"},
		{"merge into nothing", complaint, nil, Merging{Into: "дело"}, "into=case_number_form"},
		{"reopen", complaint, []Command{answer}, Reopening{Reason: "Ново доказателство."}, ""},
		{"reopen without reason", complaint, []Command{answer}, Reopening{}, "reason=case_reopening_reason_missing"},
		{"reopen what is open", complaint, nil, Reopening{Reason: "x"}, "case_open"},
		{"reopen what was erased", complaint, []Command{answer, Erasure{}}, Reopening{Reason: "x"}, "case_erased"},
		{"verdict before the answer", complaint, nil, CitizenVerdict{}, "case_not_answered"},
		{"verdict on a withdrawal", complaint, []Command{Closing{Outcome: "withdrawn"}}, CitizenVerdict{}, "case_not_answered"},
		{"verdict twice", complaint, []Command{answer, CitizenVerdict{Solved: true}}, CitizenVerdict{Solved: true}, "case_verdict_known"},
		{"another verdict", complaint, []Command{answer, CitizenVerdict{Solved: true}}, CitizenVerdict{}, ""},
		{"message on a closed one", complaint, []Command{answer}, CitizenMessage{Text: "Благодаря."}, ""},
		{"empty message", complaint, nil, CitizenMessage{Text: "\n"}, "message=case_message_missing"},
		{"close as a duplicate without the other", complaint, nil, Closing{Outcome: "duplicate"}, "outcome=case_outcome_unknown"},
	}
}

func TestRecentEventsAreNoOldOnes(t *testing.T) {
	h := openHall(t)
	for day, want := range map[charter.Date]string{
		charter.NewDate(2024, time.May, 5): "case_ground_recent", charter.NewDate(2024, time.May, 4): "", {}: "",
	} {
		s := complaint()
		s.IncidentOn = day
		number := h.submit(s).Number
		err := h.Close(context.Background(), number, "u", time.Time{}, "not_examined", "older_than_two_years", "")
		if want == "" {
			h.must(err)
		} else {
			wantFault(t, err, want)
		}
	}
}

func TestAPauseMovesTheDeadlineByItsDays(t *testing.T) {
	h := openHall(t)
	number := h.submit(complaint()).Number // due Thursday 4 June 2026
	h.now = sofia(2026, time.July, 30, 12, 0)
	h.do(number, sofia(2026, time.May, 11, 9, 0), Pause{For: "citizen", Text: "Чакаме документ."})
	c := h.find(number)
	if c.Overdue(h.now) || c.Paused == nil || c.PausedFor != "citizen" || !c.Deadline.Equal(sofia(2026, time.June, 4, 17, 30)) {
		t.Errorf("paused: overdue %v, %+v", c.Overdue(h.now), c.CaseRow)
	}
	h.do(number, sofia(2026, time.May, 18, 16, 0), Resumption{})
	c = h.find(number)
	if !c.Deadline.Equal(sofia(2026, time.June, 11, 17, 30)) || !c.FirstDeadline.Equal(*c.Deadline) || c.PausedDays != 7 || c.Paused != nil || c.PausedFor != "" {
		t.Errorf("resumed: %+v", c.CaseRow)
	}
	h.do(number, sofia(2026, time.June, 10, 9, 0), Extension{Reason: "x", Until: sofia(2026, time.June, 20, 0, 0)}) // a Saturday, named so
	h.do(number, sofia(2026, time.June, 15, 9, 0), Pause{For: "institution", Text: "Чакаме РЗИ."})
	h.do(number, sofia(2026, time.June, 17, 9, 0), Resumption{})
	c = h.find(number) // two days after Saturday 20 June is a Monday
	if !c.Deadline.Equal(sofia(2026, time.June, 22, 17, 30)) || c.PausedDays != 9 {
		t.Errorf("after an extension: deadline %v, first %v, %d days", c.Deadline, c.FirstDeadline, c.PausedDays)
	}
	h.do(number, sofia(2026, time.June, 23, 9, 0), Pause{For: "institution", Text: "Късно е."})
	h.do(number, sofia(2026, time.June, 29, 9, 0), Answer{Outcome: "upheld", Text: "Имате право."})
	c = h.find(number)
	if last := c.Events[len(c.Events)-1]; !last.Details.Late || last.Details.Days != 6 || c.Paused != nil || !c.Answered.After(*c.Deadline) {
		t.Errorf("a pause after the deadline made a late answer timely: %+v, deadline %v", last, c.Deadline)
	}
}

func TestAnswerInTheMiddleOfAPause(t *testing.T) {
	h := openHall(t)
	number := h.submit(complaint()).Number
	h.now = sofia(2026, time.July, 30, 12, 0)
	h.do(number, sofia(2026, time.June, 3, 9, 0), Pause{For: "citizen", Text: "Чакаме документ."})
	h.do(number, sofia(2026, time.July, 6, 9, 0), Answer{Outcome: "upheld", Text: "Имате право."})
	c := h.find(number)
	if c.Answered.After(*c.Deadline) || c.Events[2].Details.Late || c.PausedDays != 33 || !c.Deadline.Equal(sofia(2026, time.July, 7, 17, 30)) {
		t.Errorf("answered %v, deadline %v, %d days", c.Answered, c.Deadline, c.PausedDays)
	}
}

func TestCategorisationChangesTheClock(t *testing.T) {
	h := openHall(t)
	s := complaint()
	s.Kind = "signal"
	number := h.submit(s).Number
	charters := sofia(2026, time.June, 4, 17, 30)
	h.do(number, time.Time{}, Categorisation{Category: "fees", Service: "2079"})
	c := h.find(number)
	if law := sofia(2026, time.July, 6, 17, 30); !c.Deadline.Equal(law) || c.ConcernsStaff || c.Office != "" { // 4 July is a Saturday
		t.Errorf("signal about something else: %+v", c.CaseRow)
	}
	if was := c.Events[1].Details.Was; was["deadline"] != charters.UTC().Format(time.RFC3339Nano) || was["category"] != "delay" || was["office"] != "kasi" {
		t.Errorf("what was replaced: %v", was)
	}
	h.do(number, time.Time{}, Categorisation{Kind: "praise"})
	if c := h.find(number); c.Deadline != nil || c.Kind != "praise" {
		t.Errorf("praise: %+v", c.CaseRow)
	}
}

func TestMerging(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	one, two, three := h.submit(complaint()).Number, h.submit(complaint()).Number, h.submit(complaint()).Number
	merge := func(what, into string) error {
		return h.Do(ctx, Order{Number: what, By: "u", Command: Merging{Into: into}})
	}
	wantFault(t, merge(one, one), "case_merge_itself")
	h.must(merge(one, two))
	c, other := h.find(one), h.find(two)
	if c.DuplicateOf != two || c.Outcome != "duplicate" || c.Answered != nil || c.Open() {
		t.Errorf("merged: %+v", c.CaseRow)
	}
	if e := other.Events[1]; e.Kind != EventJoined || e.Details.Number != one || other.Version != 2 || !other.Open() {
		t.Errorf("the other case tells %+v", e)
	}
	if f := wantFault(t, merge(three, one), "case_merge_duplicate"); f.Field != "into" || f.Params["number"] != two {
		t.Errorf("fault %+v", f)
	}
	sealed := complaint()
	sealed.Category = "corruption"
	unknown := drawNumber()
	hidden, never := merge(three, h.submit(sealed).Number), merge(three, unknown)
	if hidden == nil || never == nil || hidden.Error() != never.Error() {
		t.Errorf("a sealed number is told from an unknown one: %v, %v", hidden, never)
	}
	h.must(h.Do(ctx, Order{Number: one, By: "u", Command: Reopening{Reason: "Не е същото."}}))
	if c := h.find(one); c.DuplicateOf != "" || !c.Open() || c.Reopenings != 1 {
		t.Errorf("reopened: %+v", c.CaseRow)
	}
}

func TestReopeningKeepsWhatWasMissed(t *testing.T) {
	h := openHall(t)
	number := h.submit(complaint()).Number
	h.now = sofia(2026, time.July, 30, 12, 0)
	h.do(number, sofia(2026, time.June, 8, 9, 0), Answer{Outcome: "upheld", Text: "Късно."})
	h.do(number, sofia(2026, time.June, 10, 9, 0), CitizenVerdict{Text: "Не е решено."})
	c := h.find(number)
	if !c.Open() || c.Answered != nil || !c.MissedBefore || c.Verdict != "not_solved" || c.Reopenings != 1 || !c.Deadline.Equal(sofia(2026, time.July, 10, 17, 30)) {
		t.Errorf("reopened: %+v", c.CaseRow)
	}
	if was := c.Events[2].Details.Was; was["outcome"] != "upheld" || was["answered"] == "" || was["closed"] == "" {
		t.Errorf("the first answer is lost: %v", was)
	}
	h.do(number, sofia(2026, time.June, 12, 9, 0), Answer{Outcome: "upheld", Text: "Сега е решено."})
	if c := h.find(number); !c.MissedBefore || c.Verdict != "" {
		t.Errorf("answered again: %+v", c.CaseRow)
	}
	h.do(number, sofia(2026, time.June, 26, 17, 0), CitizenVerdict{}) // the fourteenth day
	if c := h.find(number); !c.Open() {
		t.Error("not reopened on the last day")
	}
	h.do(number, sofia(2026, time.June, 27, 9, 0), Answer{Outcome: "upheld", Text: "И пак."})
	h.do(number, sofia(2026, time.July, 14, 9, 0), CitizenVerdict{})
	if c := h.find(number); c.Open() || c.Verdict != "not_solved" {
		t.Error("after the term a verdict is recorded and no more")
	}
}

func TestAnAnswerOlderThanANote(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	number := h.submit(complaint()).Number
	h.now = sofia(2026, time.May, 12, 10, 0)
	h.do(number, time.Time{}, Note{Text: "Отговорът е изпратен в петък."})
	answer := func(day charter.Date) error {
		return h.Do(ctx, Order{Number: number, By: "u", On: day, Command: Answer{Outcome: "upheld", Text: "Имате право."}})
	}
	wantFault(t, answer(charter.NewDate(2026, time.May, 3)), "case_moment_before")
	wantFault(t, answer(charter.NewDate(2026, time.May, 13)), "case_moment_future")
	h.must(answer(charter.NewDate(2026, time.May, 8)))
	if c := h.find(number); !c.Answered.Equal(sofia(2026, time.May, 8, 17, 30)) || !c.Events[2].Recorded.Equal(h.now) {
		t.Errorf("answered %v", c.Answered)
	}
	other := h.submit(complaint()).Number
	h.now = h.now.Add(time.Hour)
	h.must(h.Do(ctx, Order{Number: other, On: charter.NewDate(2026, time.May, 12), Command: Closing{Outcome: "withdrawn"}}))
	if c := h.find(other); !c.Closed.Equal(h.now) {
		t.Errorf("closed today at %v", c.Closed)
	}
}

func TestIncomingNumbers(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	on := func(incoming string, received time.Time, category string) error {
		s := complaint()
		s.Incoming, s.ReceivedAt, s.Category, s.By, s.Channel = incoming, received, category, "clerk", "post"
		_, err := h.Submit(ctx, s)
		return err
	}
	h.must(on("вх. № 94-И-12", sofia(2026, time.May, 4, 9, 0), "delay"))
	if f := wantFault(t, on("94-и- 12", sofia(2026, time.January, 3, 9, 0), "fees"), "case_incoming_taken"); f.Field != "incoming" {
		t.Errorf("fault %+v", f)
	}
	h.must(on("94-И-12", sofia(2025, time.December, 31, 23, 0), "delay"))
	h.must(on("С-1", h.now, "corruption"))
	h.must(on("С-1", h.now, "delay")) // that a sealed case has the number is not told
	wantFault(t, on(strings.Repeat("9", IncomingMax+1), h.now, "delay"), "case_incoming_long")
	wantFault(t, on("1", sofia(1999, time.December, 31, 9, 0), ""), "case_category_missing")
	if got := codes(t, on("1", sofia(1999, time.December, 31, 9, 0), "delay")); !slices.Contains(got, "received_at=case_received_old") {
		t.Errorf("received in another century: %v", got)
	}
	found, err := h.Cases(ctx, CaseFilter{Incoming: "Вх.№94-и"})
	h.must(err)
	if len(found) != 2 || found[1].Incoming != "вх. № 94-И-12" {
		t.Errorf("found %+v", found)
	}
	if c := h.find(found[0].Number); c.Events[0].By != "clerk" {
		t.Errorf("registered by %q", c.Events[0].By)
	}
	if found, err := h.Cases(ctx, CaseFilter{Incoming: "%"}); err != nil || len(found) != 0 {
		t.Errorf("a pattern found %d cases, %v", len(found), err)
	}
}

func TestFollow(t *testing.T) {
	h := openHall(t)
	number := h.submit(complaint()).Number
	h.do(number, time.Time{}, Note{Text: "вътрешна бележка"})
	h.do(number, time.Time{}, Assignment{Department: "taxes", Assignee: "maria"})
	h.do(number, time.Time{}, Extension{Reason: "Чакаме становище.", Until: sofia(2026, time.June, 30, 0, 0)})
	h.do(number, time.Time{}, Closing{Outcome: "not_examined", Ground: "insulting", Note: "вътрешна"})
	f, err := h.Follow(context.Background(), number)
	h.must(err)
	var kinds []EventKind
	for _, e := range f.Events {
		kinds = append(kinds, e.Kind)
		if e.By != "" || strings.Contains(e.Words, "вътрешна") || e.Details.Was != nil {
			t.Errorf("the citizen sees %+v", e)
		}
	}
	if !slices.Equal(kinds, []EventKind{EventSubmitted, EventExtended, EventClosed}) || f.Assignee != "" || f.Events[1].Words != "Чакаме становище." {
		t.Errorf("followed: %+v", f)
	}
	h.do(number, time.Time{}, Erasure{})
	if f, err := h.Follow(context.Background(), number); err != nil || !f.Erased || f.Events[1].Words != "" {
		t.Errorf("after the erasure: %+v, %v", f, err)
	}
	if !strings.Contains(h.dump("audit"), "case.follow") {
		t.Error("the reading is not in the audit trail")
	}
}
