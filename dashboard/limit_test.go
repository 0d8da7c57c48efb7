package dashboard

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// Whoever has one IPv6 address has all of its /64, so every limit counts them as one; the next line's are counted for themselves.
func TestLimitsCountALineOnce(t *testing.T) {
	ts := newTestServer(t, func(o *Options) { o.TrustedProxies = []string{"0.0.0.0"} })
	b := ts.browser()
	n := 0
	from := func(line int) {
		n++
		b.headers["X-Forwarded-For"] = fmt.Sprintf("2001:db8:0:%x::%x", line, n)
	}
	for _, door := range []struct {
		name string
		free int
		try  func() int
	}{
		{"forms", formTries, func() int { return b.post("/f/praise", url.Values{}).StatusCode }},
		{"surveys", surveyMost, func() int { return b.post("/f/survey", url.Values{"show": {"1"}}).StatusCode }},
		{"lost links", lostTries, func() int { return b.post("/c/lost", url.Values{"email": {"nobody@example.org"}}).StatusCode }},
		{"followed cases", followTries, func() int { return b.get("/c/nobody").StatusCode }},
		{"strangers", strangerMost, func() int { return b.get("/api/v1/rows/answers").StatusCode }},
		{"logins", loginTries, func() int { return b.post("/login", url.Values{}).StatusCode }},
	} {
		line := n + 1
		for i := range door.free {
			if from(line); door.try() == http.StatusTooManyRequests {
				t.Errorf("%s: try %d of %d is refused", door.name, i+1, door.free)
				break
			}
		}
		if from(line); door.try() != http.StatusTooManyRequests {
			t.Errorf("%s: another address of the same line is counted for itself", door.name)
		}
		if from(line + 1); door.try() == http.StatusTooManyRequests {
			t.Errorf("%s: the next line is refused", door.name)
		}
	}
}

// The same holds for what is taken and judged later: suspicious forms, floods, and the files of a day.
func TestSuspicionCountsALineOnce(t *testing.T) {
	d := testDoors(t)
	var err error
	d.front, err = newFront(Options{TrustedProxies: []string{"0.0.0.0"}})
	must(t, err)
	b := d.browser()
	for i := range rateMost + 1 {
		form := complaint(b)
		form.Set("text", fmt.Sprint("Жалба ", i))
		b.headers["X-Forwarded-For"] = fmt.Sprintf("2001:db8::%x", i+1)
		aside := strings.Contains(b.post("/f/complaint", form).Text, "служител ще го прегледа")
		if aside != (i == rateMost) {
			t.Errorf("form %d was set aside: %v", i+1, aside)
		}
	}
	for i := range surveyEach + 1 {
		b.headers["X-Forwarded-For"] = fmt.Sprintf("2001:db8:0:1::%x", i+1)
		b.post("/f/survey", url.Values{"id": {uuid.NewString()}, "q_overall": {"3"}})
	}
	if n := d.count("SELECT count() FROM answers FINAL WHERE reason = 'spam'"); n != 1 {
		t.Errorf("%d answers of a flood do not count, want 1", n)
	}
	for range filesADay {
		d.fileLimit.allow("2001:db8:0:2::/64")
	}
	b.headers["X-Forwarded-For"] = "2001:db8:0:2::7"
	if r := b.postFiles("/f/complaint", complaint(b), sentFile{"а.pdf", testPDF}); !strings.Contains(r.Text, "изпратени твърде много файлове") {
		t.Errorf("files: status %d", r.StatusCode)
	}
}
