package register

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

const aliceMail = "velizara@example.bg"

// notified is a complaint whose sender wishes to be told.
func notified() Submission {
	s := complaint()
	s.Contact, s.Email, s.Notify = "", aliceMail, true
	return s
}

// take takes the notice that is due; without one the test fails.
func (h *hall) take() Notice {
	h.t.Helper()
	n, due, err := h.TakeNotice(context.Background())
	h.must(err)
	if !due {
		h.t.Fatal("no notice is due")
	}
	return n
}

func (h *hall) noneDue() {
	h.t.Helper()
	if n, due, err := h.TakeNotice(context.Background()); due || err != nil {
		h.t.Fatalf("due: %+v, %v", n, err)
	}
}

func TestLinkOpensItsCaseAlone(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	a, b := h.submit(complaint()).Number, h.submit(complaint()).Number
	linkA, err := h.NewLink(ctx, a)
	h.must(err)
	linkB, err := h.NewLink(ctx, b)
	h.must(err)
	if linkA == linkB || len(linkA) < 32 {
		t.Errorf("links %q and %q", linkA, linkB)
	}
	if again, err := h.NewLink(ctx, a); err != nil || again != linkA {
		t.Errorf("asked again: %q, %v", again, err)
	}
	if got, err := h.LinkedCase(ctx, linkA); err != nil || got != a {
		t.Errorf("link of %s gives %s, %v", a, got, err)
	}
	for _, bad := range []string{"", strings.ToUpper(linkA), linkA[:31], linkA + "a", hashOf(linkA), "' OR ''='"} {
		_, err := h.LinkedCase(ctx, bad)
		wantFault(t, err, "link_unknown")
	}
	_, err = h.NewLink(ctx, h.submit(whistle()).Number)
	wantFault(t, err, "case_unknown")
	if dump := h.dump("case_links"); strings.Contains(dump, linkA) {
		t.Error("the secret itself is kept")
	}
	// Another installation makes other links.
	other := openHall(t)
	other.linkKey[0] ^= 1
	if other.linkOf(a) == linkA {
		t.Error("the link does not depend on the key")
	}
}

func TestSenderIsToldOfWhatHappens(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	number := h.submit(notified()).Number
	n := h.take()
	if n.To != aliceMail || n.Lost || n.Tries != 1 || len(n.Links) != 1 || n.Links[0].Number != number || n.Language != "bg" {
		t.Fatalf("%+v", n)
	}
	if got, err := h.LinkedCase(ctx, n.Links[0].Token); err != nil || got != number {
		t.Errorf("the notice's link gives %s, %v", got, err)
	}
	h.must(h.NoticeSent(ctx, n.ID))
	h.noneDue()
	h.must(h.Do(ctx, Order{Number: number, By: "clerk", Command: Note{Text: "вътрешна"}}))
	h.must(h.Do(ctx, Order{Number: number, Command: CitizenMessage{Text: "Още нещо"}}))
	h.noneDue()
	h.must(h.Do(ctx, Order{Number: number, By: "clerk", Command: Extension{Reason: "Проверка", Until: h.now.AddDate(0, 1, 10)}}))
	h.must(h.Do(ctx, Order{Number: number, By: "clerk", Command: Answer{Outcome: "upheld", Text: "Да."}}))
	h.must(h.NoticeSent(ctx, h.take().ID))
	h.noneDue() // two things happened before one letter went
	for _, s := range []Submission{complaint(), anonymous(), whistle()} {
		h.submit(s)
	}
	h.noneDue()
	if dump := h.dump("notices"); strings.Contains(dump, aliceMail) {
		t.Error("the queue holds an address")
	}
}

func TestNoticesAreTriedAgainAndGivenUp(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	number := h.submit(notified()).Number
	tries := 0
	for range noticeTries {
		n := h.take()
		tries++
		h.noneDue() // not at once
		if n.Tries != tries {
			t.Fatalf("try %d calls itself %d", tries, n.Tries)
		}
		if tries == 3 { // the program ended before it noted the result
			h.Register = h.again(testKey)
		} else {
			h.must(h.NoticeFailed(ctx, n, "unreachable", false))
		}
		h.now = h.now.Add(noticeFirst<<tries + time.Second)
	}
	h.noneDue()
	failed, err := h.FailedNotices(ctx)
	h.must(err)
	if len(failed) != 1 || failed[0].Number != number || failed[0].Reason != "unreachable" || failed[0].Tries != noticeTries {
		t.Fatalf("%+v", failed)
	}
	h.must(h.NoticeAgain(ctx, failed[0].ID, "officer"))
	n := h.take()
	h.must(h.NoticeFailed(ctx, n, "refused", true))
	if failed, err = h.FailedNotices(ctx); err != nil || len(failed) != 1 || failed[0].Reason != "refused" {
		t.Errorf("%+v, %v", failed, err)
	}
	wantFault(t, h.NoticeAgain(ctx, 999, "officer"), "notice_unknown")
}

func TestNobodyIsWrittenToAfterErasure(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	number := h.submit(notified()).Number
	h.must(h.Do(ctx, Order{Number: number, By: "u", Command: Answer{Outcome: "upheld", Text: "Да."}}))
	h.must(h.Do(ctx, Order{Number: number, By: "u", Command: Erasure{}}))
	if n := h.take(); n.To != "" || len(n.Links) != 0 {
		t.Errorf("%+v", n)
	}
}

func TestLostLinksGoToTheAddressGiven(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	s := complaint()
	s.Email = "Velizara@Example.bg" // without the wish to be told
	first := h.submit(s).Number
	h.now = h.now.Add(time.Hour)
	second := h.submit(s).Number
	sealed := whistle()
	sealed.Email = s.Email
	h.submit(sealed)
	h.must(h.LostLinks(ctx, " velizara@example.bg ", "en"))
	h.must(h.LostLinks(ctx, "velizara@example.bg", "en")) // at once again
	n := h.take()
	if !n.Lost || n.To != "Velizara@Example.bg" || n.Language != "en" || len(n.Links) != 2 || n.Links[0].Number != second || n.Links[1].Number != first {
		t.Fatalf("%+v", n)
	}
	h.must(h.NoticeSent(ctx, n.ID))
	h.noneDue()
	// An address that nobody gave is asked for in the same way, and nothing is sent.
	h.must(h.LostLinks(ctx, "nobody@example.bg", "bg"))
	if n := h.take(); n.To != "" {
		t.Errorf("%+v", n)
	}
	for address, want := range map[string][]string{
		"": {"email=case_email_missing"}, "x": {"email=case_email_form"}, strings.Repeat("x", 300) + "@example.bg": {"email=case_email_long"},
	} {
		if got := codes(t, h.LostLinks(ctx, address, "bg")); !slices.Equal(got, want) {
			t.Errorf("%q: %v", address, got)
		}
	}
}

func TestWaysToReachSomebody(t *testing.T) {
	h := openHall(t)
	for title, c := range map[string]struct {
		change func(*Submission)
		want   []string
	}{
		"e-mail alone":        {func(s *Submission) { s.Email = aliceMail }, nil},
		"phone alone":         {func(s *Submission) { s.Phone = "0888 123 456, вътр. 2" }, nil},
		"address alone":       {func(s *Submission) { s.Address = "гр. Пещера, ул. Трета 5" }, nil},
		"nothing":             {func(*Submission) {}, []string{"contact=case_contact_missing"}},
		"bad e-mail":          {func(s *Submission) { s.Email = "a@b" }, []string{"email=case_email_form"}},
		"two e-mails":         {func(s *Submission) { s.Email = "a@example.bg, b@example.bg" }, []string{"email=case_email_form"}},
		"bad phone":           {func(s *Submission) { s.Phone = "12" }, []string{"phone=case_phone_form"}},
		"bad address":         {func(s *Submission) { s.Address = "12345678" }, []string{"address=case_address_form"}},
		"notices to nowhere":  {func(s *Submission) { s.Phone, s.Notify = "0888 123 456", true }, []string{"email=case_email_needed"}},
		"everything too long": {func(s *Submission) { s.Phone, s.Address = strings.Repeat("1", 61), strings.Repeat("ж", 301) }, []string{"phone=case_phone_long", "phone=case_phone_form", "address=case_address_long"}},
	} {
		s := complaint()
		s.Contact = ""
		c.change(&s)
		_, err := h.Submit(context.Background(), s)
		if got := codes(t, err); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", title, got, c.want)
		}
	}
	s := notified()
	s.Phone, s.Address = "0888 123 456", "гр. Пещера, ул. Трета 5"
	got, err := h.Contact(context.Background(), h.submit(s).Number, "u")
	h.must(err)
	if want := (Contact{Name: secretName, Email: s.Email, Phone: s.Phone, Address: s.Address, Notify: true}); got != want {
		t.Errorf("contact %+v", got)
	}
	s.Anonymous = true
	number := h.submit(s).Number
	if dump := fmt.Sprint(h.dump("contacts")); strings.Contains(dump, number) {
		t.Error("an anonymous person's contact was kept")
	}
}
