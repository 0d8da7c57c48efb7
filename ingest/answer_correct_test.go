package ingest

import (
	"context"
	"path/filepath"
	"testing"
)

// A version that the register remembers and the spool refused is taken when it is sent again, once.
func TestARefusedVersionIsTakenLater(t *testing.T) {
	w := newWorld(t)
	open := func() *Spool {
		s, err := OpenSpool(filepath.Join(w.dir, "spool.db"), SpoolOptions{Clock: w.clock})
		must(t, err)
		return s
	}
	stream := func(s *Spool) *AnswerStream {
		return NewResponses(s, w.charter, w.clock).With(Office{Comments: w.reg, Sent: w.reg}).Stream(w.reg, "paper")
	}
	const one = `{"number":"1","version":1,"moment":"2026-05-04T10:00:00+03:00","channel":"counter","scores":{"overall":4},"comment":"Добре"}`
	const two = `{"number":"1","version":2,"moment":"2026-04-04T10:00:00+03:00","channel":"counter","scores":{"overall":2},"comment":"Зле"}`
	block := []Entry{{1, []byte(one)}, {2, []byte(two)}}
	spool := open()
	must(t, spool.Close())
	if out, err := stream(spool).Take(context.Background(), block); err == nil {
		t.Fatalf("taken without a spool: %v", out)
	}
	spool = open()
	t.Cleanup(func() { _ = spool.Close() })
	for i, want := range []string{StatusAccepted, StatusAlready} {
		out, err := stream(spool).Take(context.Background(), block[1:])
		must(t, err)
		if out[0].Status != want {
			t.Errorf("attempt %d: %s, want %s", i, out[0].Status, want)
		}
	}
	must(t, NewLoader(w.ch, spool, nil, w.clock, quiet()).Flush(context.Background()))
	if got := w.ask("SELECT day, score FROM answers FINAL WHERE counted"); len(got) != 1 || got[0] != "2026-04-04\t2" {
		t.Errorf("answers: %q", got)
	}
	if got := w.ask("SELECT text FROM comments FINAL WHERE text != ''"); len(got) != 1 || got[0] != "Зле" {
		t.Errorf("comments: %q", got)
	}
}
