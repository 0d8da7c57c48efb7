package register

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
)

func TestSubmissionTellsEverythingWrong(t *testing.T) {
	h := openHall(t)
	_, err := h.Submit(context.Background(), Submission{
		Kind: "service", Category: "gossip", Office: "x", Service: "x", Department: "x", Channel: "pigeon", Text: " \n\t ",
		Language: "български", ReceivedAt: h.now.Add(6 * time.Minute), IncidentOn: charter.NewDate(2026, 5, 5),
	})
	want := []string{
		"kind=no_such_kind", "category=no_such_category", "channel=no_such_channel", "received_at=case_moment_future",
		"incident_on=case_incident_future", "office=no_such_office", "service=no_such_service", "department=no_such_department",
		"text=case_text_missing", "name=case_name_missing", "contact=case_contact_missing", "language=no_such_language",
	}
	if got := codes(t, err); !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if list, err := h.Cases(context.Background(), CaseFilter{}); err != nil || len(list) != 0 {
		t.Errorf("a refused submission was stored: %v, %v", list, err)
	}
}

func TestSubmissionRules(t *testing.T) {
	h := openHall(t)
	for _, c := range []struct {
		title  string
		change func(*Submission)
		want   []string
	}{
		{"nothing wrong", func(*Submission) {}, nil},
		{"longest text", func(s *Submission) { s.Text = strings.Repeat("ж", TextMax) }, nil},
		{"too long", func(s *Submission) { s.Text = strings.Repeat("ж", TextMax+1) }, []string{"text=case_text_long"}},
		{"complaint without category", func(s *Submission) { s.Category = "" }, []string{"category=case_category_missing"}},
		{"praise without category", func(s *Submission) { s.Kind, s.Category = "praise", "" }, nil},
		{"category not yet in use", func(s *Submission) { s.ReceivedAt = sofia(2006, 1, 19, 12, 0) }, []string{"category=no_such_category"}},
		{"nothing that can be seen", func(s *Submission) { s.Text, s.Name, s.Contact = "\u200B \u2060", "\u202E", "\uFEFF" },
			[]string{"text=case_text_missing", "name=case_name_missing", "contact=case_contact_missing", "contact=case_contact_form"}},
		{"emoji alone", func(s *Submission) { s.Text = "😡" }, nil},
		{"no place told", func(s *Submission) { s.Office, s.Service = "", "" }, nil},
		{"named without contact", func(s *Submission) { s.Contact = "" }, []string{"contact=case_contact_missing"}},
		{"contact without name", func(s *Submission) { s.Name = "" }, []string{"name=case_name_missing"}},
		{"anonymous", func(s *Submission) { s.Name, s.Contact, s.Anonymous = "", "", true }, nil},
		{"anonymous with a bad contact", func(s *Submission) { s.Contact, s.Anonymous = "@", true }, nil},
		{"long name", func(s *Submission) { s.Name = strings.Repeat("ж", NameMax+1) }, []string{"name=case_name_long"}},
		{"a clock a little ahead", func(s *Submission) { s.ReceivedAt = h.now.Add(4 * time.Minute) }, nil},
		{"about today", func(s *Submission) { s.IncidentOn = charter.NewDate(2026, 5, 4) }, nil},
	} {
		s := complaint()
		c.change(&s)
		_, err := h.Submit(context.Background(), s)
		if got := codes(t, err); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.title, got, c.want)
		}
	}
}

func TestReachable(t *testing.T) {
	for contact, want := range map[string]bool{
		"maria@example.bg": true, "maria@пещера.бг": true, "maria@example.bg, 0888 123 456": true, "<maria@example.bg>": true,
		"maria@": false, "@example.bg": false, "maria@example": false, "maria@example.": false, "maria@@example.bg": false,
		"maria@example.bg и ivan@": false,
		"0888 123 456":             true, "+359 (350) 6-22-03": true, "62203": false, "1234567890123456": false,
		"гр. Пещера, ул. „Дойранска епопея“ 17": true, "тел. 0888123456": true, "ул. 1": false, "": false, "…": false,
	} {
		if got := reachable(contact); got != want {
			t.Errorf("reachable(%q) = %v, want %v", contact, got, want)
		}
	}
}

func TestTidy(t *testing.T) {
	s := Submission{Text: " a\r\nb\x00\rc\u0085\xff ", Name: " Мария\n Илиева ", Contact: "x", ReceivedAt: time.Unix(1, 999_999_999)}.tidy(time.Unix(5, 0))
	if s.Text != "a\nb\ncd\uFFFD" && s.Text != "a\nb\nc\uFFFD" || s.Name != "Мария Илиева" || s.Language != "bg" {
		t.Errorf("tidy %+v", s)
	}
	if s.ReceivedAt.UnixNano() != 1_999_000_000 || s.ReceivedAt.Location() != time.UTC {
		t.Errorf("moment %v", s.ReceivedAt)
	}
	s.Anonymous = true
	if s = s.tidy(time.Unix(5, 0)); s.Name != "" || s.Contact != "" {
		t.Errorf("an anonymous person's name was kept: %+v", s)
	}
}

func TestSubmit(t *testing.T) {
	h := openHall(t)
	receipt := h.submit(complaint())
	// One month from Monday 4 May 2026 is Thursday 4 June, until the office closes.
	if want := sofia(2026, time.June, 4, 17, 30); !receipt.HasDeadline || !receipt.Deadline.Equal(want) || receipt.Sealed || receipt.Already {
		t.Errorf("receipt %+v, want the deadline %v", receipt, want)
	}
	if n, err := CheckNumber(receipt.Number); err != nil || n != receipt.Number {
		t.Errorf("number %q: %v", receipt.Number, err)
	}
	c := h.find(" " + strings.ReplaceAll(receipt.Number, "-", " "))
	want := CaseRow{
		Number: receipt.Number, Version: 1, Kind: "complaint", Category: "delay", Office: "kasi", Service: "2079", Department: "grao",
		Channel: "web", Language: "bg", ConcernsStaff: true, Received: h.now.UTC(), factID: c.factID,
	}
	if c.Deadline == nil || c.FirstDeadline == nil || !c.Deadline.Equal(receipt.Deadline) || !c.FirstDeadline.Equal(receipt.Deadline) || c.LegalDeadline != nil {
		t.Errorf("deadlines %v, %v, %v", c.Deadline, c.FirstDeadline, c.LegalDeadline)
	}
	c.Deadline, c.FirstDeadline = nil, nil
	if c.CaseRow != want {
		t.Errorf("case %+v\nwant %+v", c.CaseRow, want)
	}
	if len(c.Events) != 1 || !reflect.DeepEqual(c.Events[0], Event{Version: 1, Kind: EventSubmitted, At: h.now.UTC(), Recorded: h.now.UTC()}) {
		t.Errorf("events %+v", c.Events)
	}
}

func TestClocks(t *testing.T) {
	h := openHall(t)
	day := func(m time.Month, d int) time.Time { return sofia(2026, m, d, 17, 30) }
	for _, c := range []struct {
		title      string
		change     func(*Submission)
		due, legal time.Time
	}{
		{"complaint", func(s *Submission) {}, day(time.June, 4), time.Time{}},
		{"complaint from another department", func(s *Submission) { s.Department = "taxes" }, day(time.June, 4), time.Time{}},
		{"signal about staff", func(s *Submission) { s.Kind = "signal" }, day(time.June, 4), day(time.July, 6)},
		{"signal about something else", func(s *Submission) { s.Kind, s.Category = "signal", "queue" }, day(time.July, 6), day(time.July, 6)},
		{"proposal", func(s *Submission) { s.Kind = "proposal" }, day(time.July, 6), day(time.July, 6)},
		{"praise", func(s *Submission) { s.Kind = "praise" }, time.Time{}, time.Time{}},
		{"enquiry", func(s *Submission) { s.Kind = "enquiry" }, day(time.May, 11), time.Time{}},
		{"anonymous enquiry", func(s *Submission) { s.Kind, s.Anonymous = "enquiry", true }, day(time.May, 11), time.Time{}},
		{"anonymous complaint", func(s *Submission) { s.Anonymous = true }, time.Time{}, time.Time{}},
		{"anonymous proposal", func(s *Submission) { s.Kind, s.Anonymous = "proposal", true }, time.Time{}, time.Time{}},
	} {
		s := complaint()
		c.change(&s)
		receipt := h.submit(s)
		row := h.find(receipt.Number)
		if receipt.HasDeadline != !c.due.IsZero() || !receipt.Deadline.Equal(c.due) {
			t.Errorf("%s: receipt %+v, want %v", c.title, receipt, c.due)
		}
		for name, pair := range map[string][2]*time.Time{
			"deadline": {row.Deadline, some(c.due)}, "first": {row.FirstDeadline, some(c.due)}, "legal": {row.LegalDeadline, some(c.legal)},
		} {
			if got, want := pair[0], pair[1]; (got == nil) != (want == nil) || got != nil && !got.Equal(*want) {
				t.Errorf("%s: %s %v, want %v", c.title, name, got, want)
			}
		}
	}
}

func TestTheSameSubmissionTwiceIsOneCase(t *testing.T) {
	h := openHall(t)
	for _, s := range []Submission{complaint(), anonymous(), whistle()} {
		s.ID = uuid.New()
		first := h.submit(s)
		s.Text = "Друг текст"
		again := h.submit(s)
		if !again.Already || first.Already {
			t.Errorf("already: %v, then %v", first.Already, again.Already)
		}
		again.Already = false
		if !again.Deadline.Equal(first.Deadline) {
			t.Errorf("deadline %v, first %v", again.Deadline, first.Deadline)
		}
		again.Deadline = first.Deadline
		if again != first {
			t.Errorf("receipt %+v, first %+v", again, first)
		}
	}
	cases, err := h.Cases(context.Background(), CaseFilter{})
	if err != nil || len(cases) != 2 {
		t.Errorf("%d cases, %v", len(cases), err)
	}
	if sealed, err := h.Sealed(context.Background()); err != nil || len(sealed) != 1 {
		t.Errorf("%d sealed cases, %v", len(sealed), err)
	}
}

func TestTakenNumbersAreDrawnAgain(t *testing.T) {
	h := openHall(t)
	open, sealed := h.submit(complaint()).Number, h.submit(whistle()).Number
	free := drawNumber()
	draws := []string{open, sealed, open, free}
	h.draw = func() string {
		n := draws[0]
		draws = draws[1:]
		return n
	}
	if got := h.submit(complaint()).Number; got != free {
		t.Errorf("number %s, want %s", got, free)
	}
	h.draw = func() string { return open }
	if _, err := h.Submit(context.Background(), complaint()); err == nil {
		t.Error("a taken number was given again")
	}
}

func TestCasesList(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	enter := func(change func(*Submission)) string {
		s := complaint()
		change(&s)
		return h.submit(s).Number
	}
	late := enter(func(s *Submission) { s.ReceivedAt = sofia(2026, time.March, 2, 9, 0) })
	soon := enter(func(s *Submission) { s.Kind, s.Department = "enquiry", "taxes" })
	month := enter(func(*Submission) {})
	praise := enter(func(s *Submission) { s.Kind = "praise" })
	done := enter(func(s *Submission) { s.ReceivedAt = sofia(2026, time.March, 3, 9, 0) })
	h.must(h.Answer(ctx, done, "u", time.Time{}, "upheld", "", "Имате право."))
	for _, c := range []struct {
		title  string
		filter CaseFilter
		want   []string
	}{
		{"all", CaseFilter{}, []string{late, soon, month, praise, done}},
		{"open", CaseFilter{Open: true}, []string{late, soon, month, praise}},
		{"department", CaseFilter{Department: "taxes"}, []string{soon}},
		{"kind", CaseFilter{Kind: "complaint"}, []string{late, month, done}},
		{"overdue", CaseFilter{Overdue: h.now}, []string{late}},
		{"due this week", CaseFilter{DueBefore: sofia(2026, time.May, 12, 0, 0)}, []string{late, soon}},
		{"overdue wins over due later", CaseFilter{Overdue: h.now, DueBefore: sofia(2026, time.May, 12, 0, 0)}, []string{late}},
		{"page", CaseFilter{Limit: 2, Offset: 1}, []string{soon, month}},
	} {
		list, err := h.Cases(ctx, c.filter)
		h.must(err)
		var got []string
		for _, row := range list {
			got = append(got, row.Number)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.title, got, c.want)
		}
	}
	if !h.find(late).Overdue(h.now) || h.find(soon).Overdue(h.now) || h.find(done).Overdue(h.now) || h.find(praise).Overdue(h.now) {
		t.Error("overdue is what is open past its deadline")
	}
}

func TestUnknownCase(t *testing.T) {
	h := openHall(t)
	_, err := h.Case(context.Background(), drawNumber())
	wantFault(t, err, "case_unknown")
	_, err = h.Case(context.Background(), "дванадесет")
	wantFault(t, err, "case_number_form")
}
