package dashboard

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/google/uuid"

	"harta/ingest"
)

// A person is one, however much comes of one answer: the tap, what is added to it, by the page or by the queue, and all of it again.
func TestFloodCountsAnAnswerOnce(t *testing.T) {
	d := testDoors(t)
	_, place := d.hall()
	b, home := d.browser(), "/q/"+place.Code
	for range placeEach {
		id := uuid.NewString()
		tap := url.Values{"id": {id}, "score": {"2"}}
		for _, path := range []string{home, home, home + "/more"} {
			if path != home {
				tap.Set("reason", "waiting")
			}
			if r := b.post(path, tap); r.StatusCode != http.StatusSeeOther {
				t.Fatalf("%s: status %d: %s", path, r.StatusCode, r.Text)
			}
		}
		b.queue(home, `{"now":"","items":[`+item("tap", id, 2, "")+`,`+item("more", id, 2, `,"reasons":["waiting"]`)+`]}`)
	}
	if n := d.count("SELECT count() FROM answers FINAL WHERE counted"); n != placeEach {
		t.Errorf("%d of %d answers count", n, placeEach)
	}
	if r := b.post(home, url.Values{"id": {uuid.NewString()}, "score": {"2"}}); r.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", r.StatusCode)
	}
	if n := d.count("SELECT count() FROM answers FINAL WHERE reason = '" + ingest.ReasonSpam + "'"); n != 1 {
		t.Errorf("%d answers beyond the measure do not count, want 1", n)
	}
}

func TestFloodForgets(t *testing.T) {
	now := testNow
	f := newFloods(1, 10, func() time.Time { return now })
	id := uuid.New()
	if f.spam("desk", "a", id) || f.spam("desk", "b", id) || !f.spam("desk", "a", uuid.New()) {
		t.Error("an answer is not counted once")
	}
	if f.spam("kasa", "a", id) {
		t.Error("the same id by another link is the same answer")
	}
	now = now.Add(floodMemory)
	if f.spam("desk", "a", uuid.New()) || len(f.counted) != 1 {
		t.Errorf("%d answers are remembered, want 1", len(f.counted))
	}
}
