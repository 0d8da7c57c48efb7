package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
)

// The clients: how many tap, how long they rest between two taps, and how large the files of records are.
const (
	tappers      = 6
	tapRest      = 30 * time.Millisecond
	complainers  = 3
	complainRest = 700 * time.Millisecond
	typing       = 2100 * time.Millisecond
	rowsOfFile   = 300

	retryRest     = 100 * time.Millisecond // of a program
	complainRetry = 3 * time.Second        // of a person, who may send twenty forms a minute
	sendRest      = 400 * time.Millisecond

	recordsOfBody = 60
)

// load is a crowd of clients that never give up: whatever they have begun to send, they send until it is accepted.
type load struct {
	s        *soak
	client   *http.Client
	stopping chan struct{}
	given    context.Context // ends when the test does: then the clients give up
	running  sync.WaitGroup

	mu         sync.Mutex
	taps       map[string]string // accepted: id to the fault after which it was
	order      []string          // of the ids
	complaints map[string]string // accepted: id of the submission to the fault after which it was

	files   sync.Mutex        // one file at a time
	records map[string]string // accepted in files: number to the day of receipt
	batch   int

	sent    map[string]string // accepted through the API, likewise; its client's alone until it has ended
	version int

	pending sync.Map // what is not accepted yet, to why; of both kinds string
}

func newLoad(s *soak) *load {
	l := &load{
		s: s, client: &http.Client{Timeout: 5 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		stopping: make(chan struct{}), taps: map[string]string{}, complaints: map[string]string{}, records: map[string]string{}, sent: map[string]string{},
	}
	given, giveUp := context.WithCancel(context.Background())
	l.given = given
	s.t.Cleanup(func() { giveUp(); l.running.Wait() }) // nothing of theirs may be on the disk when it is taken away
	for i := range tappers {
		l.running.Go(func() { l.until(tapRest, rand.New(rand.NewPCG(uint64(i), 1)), l.tap) })
	}
	for i := range complainers {
		l.running.Go(func() { l.until(complainRest, rand.New(rand.NewPCG(uint64(i), 7)), l.complain) })
	}
	l.running.Go(func() { l.until(time.Second, rand.New(rand.NewPCG(8, 1)), func(*rand.Rand) { l.importFile() }) })
	l.running.Go(func() { l.until(sendRest, rand.New(rand.NewPCG(9, 1)), l.sendRecords) })
	return l
}

// until does something over and over until the load is finished.
func (l *load) until(rest time.Duration, dice *rand.Rand, do func(*rand.Rand)) {
	for {
		select {
		case <-l.stopping:
			return
		case <-l.given.Done():
			return
		case <-time.After(rest/2 + time.Duration(dice.Int64N(int64(rest)))):
			do(dice)
		}
	}
}

// finish waits until every client has ended what it had begun.
func (l *load) finish() {
	close(l.stopping)
	done := make(chan struct{})
	go func() { l.running.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(2 * time.Minute):
		l.pending.Range(func(what, why any) bool {
			l.s.t.Errorf("%s is not accepted: %s", what, why)
			return true
		})
		l.s.t.Fatal("the clients are not done two minutes after the last fault")
	}
}

// persist repeats a request until it is answered with one of the statuses that mean that it was accepted.
// What is refused for what it is never will be, so it fails the test.
func (l *load) persist(what string, rest time.Duration, send func() (*http.Response, error), accepted ...int) {
	last := ""
	defer l.pending.Delete(what)
	for began := time.Now(); time.Since(began) < 3*time.Minute && l.given.Err() == nil; time.Sleep(rest) {
		l.pending.Store(what, last)
		answer, err := send()
		if err != nil {
			last = err.Error()
			continue
		}
		body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
		_ = answer.Body.Close()
		for _, status := range accepted {
			if err == nil && answer.StatusCode == status {
				return
			}
		}
		last = fmt.Sprintf("%d %s", answer.StatusCode, gist(body))
		switch status := answer.StatusCode; {
		case status == http.StatusServiceUnavailable:
			l.s.table.refuse()
		case status >= 400 && status < 500 && status != http.StatusTooManyRequests:
			l.s.t.Errorf("%s was refused: %s", what, last)
			return
		}
		if answer.StatusCode == http.StatusServiceUnavailable && answer.Header.Get("Retry-After") == "" {
			l.s.t.Errorf("%s: 503 without Retry-After: %s", what, last)
		}
	}
	l.gaveUp(what, last)
}

// errorsOfPage finds what a form says that is wrong, and tagOfPage what is not text there.
var (
	errorsOfPage = regexp.MustCompile(`(?s)<div class="error-summary".*?</div>`)
	tagOfPage    = regexp.MustCompile(`<[^>]*>`)
)

// gist is what a refusal says: the errors of a form, or the beginning of anything else.
func gist(body []byte) string {
	if found := errorsOfPage.Find(body); found != nil {
		return strings.Join(strings.Fields(tagOfPage.ReplaceAllString(string(found), " ")), " ")
	}
	return fmt.Sprintf("%.300s", body)
}

func (l *load) post(path string, form url.Values, headers ...string) (*http.Response, error) {
	r, err := http.NewRequest(http.MethodPost, "http://"+l.s.address+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return l.client.Do(r)
}

// tap rates something, and sometimes sends the same tap twice though it was accepted, as a kiosk does that lost the answer.
func (l *load) tap(dice *rand.Rand) {
	id := uuid.Must(uuid.NewV7()).String()
	l.sendTap(id, dice)
	l.mu.Lock()
	l.taps[id] = l.s.table.current()
	l.order = append(l.order, id)
	l.mu.Unlock()
	if dice.IntN(5) == 0 {
		l.sendTap(id, dice)
	}
}

func (l *load) sendTap(id string, dice *rand.Rand) {
	score := fmt.Sprint(1 + dice.IntN(5))
	l.persist("tap "+id, retryRest, func() (*http.Response, error) {
		kiosk := l.s.kiosks[dice.IntN(len(l.s.kiosks))] // the one before may have had enough for this minute
		return l.post("/k/"+kiosk, url.Values{"id": {id}, "score": {score}}, "Accept", "application/json")
	}, http.StatusNoContent, http.StatusOK)
}

// repeat sends taps again that were accepted before, many at once.
func (l *load) repeat(n int) {
	l.mu.Lock()
	known := append([]string(nil), l.order...)
	l.mu.Unlock()
	var storm sync.WaitGroup
	for i := range 24 {
		storm.Go(func() {
			dice := rand.New(rand.NewPCG(uint64(i), uint64(len(known))))
			for range n / 24 {
				if len(known) > 0 {
					l.sendTap(known[dice.IntN(len(known))], dice)
				}
			}
		})
	}
	storm.Wait()
}

// hiddenField finds the hidden fields of a form.
var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// complain fills in the complaint form as a person does, each from an address of their own.
func (l *load) complain(dice *rand.Rand) {
	from := fmt.Sprintf("198.51.%d.%d", dice.IntN(256), dice.IntN(256))
	form := url.Values{
		"category": {"delay"}, "office": {"gradska"}, "sender": {"named"}, "name": {"Иван Петров"}, "email": {"ivan@example.bg"},
		"text": {fmt.Sprintf("Чакам вече %d дни за отговор по преписка %d и никой не вдига телефона.", dice.IntN(90), dice.Uint32())},
	}
	l.persist("the complaint form", complainRest, func() (*http.Response, error) {
		answer, err := l.client.Get("http://" + l.s.address + "/f/complaint")
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(answer.Body)
		for _, m := range hiddenField.FindAllStringSubmatch(string(body), -1) {
			form.Set(m[1], m[2])
		}
		answer.Body = io.NopCloser(strings.NewReader(string(body)))
		return answer, err
	}, http.StatusOK)
	time.Sleep(typing) // who is faster is set aside as a program
	l.persist("complaint "+form.Get("id"), complainRetry, func() (*http.Response, error) {
		return l.post("/f/complaint", form, "X-Forwarded-For", from, "Sec-Fetch-Site", "same-origin")
	}, http.StatusCreated, http.StatusOK)
	l.mu.Lock()
	l.complaints[form.Get("id")] = l.s.table.current()
	l.mu.Unlock()
}

func (l *load) gaveUp(what, why string) {
	if l.given.Err() == nil {
		l.s.t.Errorf("%s was not accepted within three minutes: %s", what, why)
	}
}
