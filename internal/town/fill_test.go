package town

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"harta/ingest"
	"harta/internal/charter"
	"harta/internal/register"
	"harta/internal/store"
	"harta/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// house is a real installation with nobody in it.
type house struct {
	doors Doors
	ch    *store.ClickHouse
}

func newHouse(t testing.TB, ch *charter.Charter) *house {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	clickhouse := storetest.ClickHouse(t)
	reg, err := register.Open(storetest.Register(t), register.Options{
		Key: []byte(strings.Repeat("k", 32)), Charter: ch, Clock: time.Now, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	spool, err := ingest.OpenSpool(filepath.Join(folder, "spool.sqlite"), ingest.SpoolOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = spool.Close() })
	importer, err := ingest.NewImporter(clickhouse, reg, ch, folder, time.Now, log)
	if err != nil {
		t.Fatal(err)
	}
	return &house{ch: clickhouse, doors: Doors{
		Register: reg, Responses: ingest.NewResponses(spool, ch, time.Now), Importer: importer,
		Loader: ingest.NewLoader(clickhouse, spool, reg, time.Now, log), By: "clerk",
	}}
}

// counts is what lies in the stores, or what a town tells.
type counts struct{ records, open, answers, responses, facts, answered, sealed, services, kiosks, places, reasons, advice uint64 }

func (h *house) counts(t testing.TB) (c counts) {
	t.Helper()
	ctx := context.Background()
	for _, q := range []struct {
		sql string
		to  []any
	}{
		{"SELECT count(), countIf(finished IS NULL) FROM records FINAL", []any{&c.records, &c.open}},
		{"SELECT count(), uniqExact(response_id) FROM answers FINAL", []any{&c.answers, &c.responses}},
		{"SELECT count() FROM answer_reasons FINAL", []any{&c.reasons}},
		{"SELECT count() FROM consultations FINAL WHERE NOT dropped AND hour BETWEEN 8 AND 17", []any{&c.advice}},
		{"SELECT count(), countIf(answered IS NOT NULL) FROM case_facts FINAL", []any{&c.facts, &c.answered}},
	} {
		if err := h.ch.Report.QueryRow(ctx, q.sql).Scan(q.to...); err != nil {
			t.Fatal(err)
		}
	}
	sealed, err := h.doors.Register.Sealed(ctx)
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := h.doors.Register.Catalogue(ctx)
	if err != nil {
		t.Fatal(err)
	}
	enrolled, err := h.doors.Register.Kiosks(ctx)
	if err != nil {
		t.Fatal(err)
	}
	hung, err := h.doors.Register.Places(ctx)
	if err != nil {
		t.Fatal(err)
	}
	c.sealed, c.services, c.kiosks, c.places = uint64(len(sealed)), uint64(len(catalogue.Services())), uint64(len(enrolled)), uint64(len(hung))
	return c
}

// told counts what the town tells.
func told(town *Town) (c counts) {
	for r := range town.records(registry) {
		if c.records++; r.finished.IsZero() {
			c.open++
		}
	}
	for a := range town.answers() {
		c.responses++
		c.answers += uint64(len(a.Scores))
		c.reasons += uint64(len(a.reasons))
	}
	for k := range town.cases() {
		if k.sealed() {
			c.sealed++
			continue
		}
		c.facts++
		for _, s := range k.steps {
			switch s.what {
			case deedAnswer:
				c.answered++
			case deedNotSolved: // opened again, it waits for another answer
				c.answered--
			}
		}
	}
	for range town.consultations() {
		c.advice++
	}
	c.services, c.kiosks, c.places = uint64(len(services)), uint64(len(kiosks)), uint64(len(places))
	return c
}

// recently gives a small town that ends a moment ago, because no door takes what lies in the future.
func recently(t testing.TB, seed uint64, months int) *Town {
	return newTown(seed, time.Now().Add(-time.Minute), testCharter(t), months)
}

// What was accepted is stored, whole and once: in one go, after interruptions in every stage, and when all is sent again.
func TestFill(t *testing.T) {
	town := recently(t, 11, 3)
	h := newHouse(t, town.charter)
	for _, stage := range []Stage{StageCatalogue, StageRecords, StageAnswers, StageCases} {
		ctx, cancel := context.WithCancel(context.Background())
		err := town.Fill(ctx, h.doors, func(p Progress) {
			if p.Stage == stage && p.Done > p.Total/3 {
				cancel()
			}
		})
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("interrupted in stage %s: %v", stage, err)
		}
		if filled, err := Filled(context.Background(), h.doors.Register); filled || err != nil {
			t.Fatalf("interrupted in stage %s, filled: %v, %v", stage, filled, err)
		}
	}
	// Whatever town somebody begins now, the one that was begun goes on.
	if err := recently(t, 99, 3).Fill(context.Background(), h.doors, nil); err != nil {
		t.Fatal(err)
	}
	want := told(town)
	if got := h.counts(t); got != want {
		t.Errorf("stored %+v\n  told %+v", got, want)
	}
	if filled, err := Filled(context.Background(), h.doors.Register); !filled || err != nil {
		t.Errorf("filled: %v, %v", filled, err)
	}
	commentsKept(t, town, h.doors.Register)
	if err := (marker{Seed: town.seed, Until: town.until}).put(context.Background(), h.doors.Register); err != nil {
		t.Fatal(err)
	}
	if err := town.Fill(context.Background(), h.doors, nil); err != nil {
		t.Fatal(err)
	}
	if got := h.counts(t); got != want {
		t.Errorf("after all was sent again %+v\n told %+v", got, want)
	}
}

// commentsKept checks that every comment can be read in the register.
func commentsKept(t *testing.T, town *Town, reg *register.Register) {
	t.Helper()
	n := 0
	for a := range town.answers() {
		if a.comment == "" {
			continue
		}
		n++
		if kept, err := reg.Comment(context.Background(), a.ID, "officer"); err != nil || kept.Text != a.comment {
			t.Fatalf("comment %q is kept as %q, %v", a.comment, kept.Text, err)
		}
	}
	if n < 50 {
		t.Errorf("%d comments in three months", n)
	}
}

// A town that is in is left alone.
func TestFilledTownIsLeftAlone(t *testing.T) {
	town := recently(t, 1, 1)
	h := newHouse(t, town.charter)
	if err := (marker{Seed: 5, Done: true}).put(context.Background(), h.doors.Register); err != nil {
		t.Fatal(err)
	}
	if err := town.Fill(context.Background(), h.doors, func(p Progress) { t.Errorf("went on with %+v", p) }); err != nil {
		t.Fatal(err)
	}
	if got := h.counts(t); got != (counts{}) {
		t.Errorf("stored %+v", got)
	}
}

// BenchmarkFill fills a whole town of 27 months.
func BenchmarkFill(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		town := recently(b, 1, finishedMonths)
		h := newHouse(b, town.charter)
		began := map[Stage]time.Time{}
		b.StartTimer()
		err := town.Fill(context.Background(), h.doors, func(p Progress) {
			if _, ok := began[p.Stage]; !ok {
				began[p.Stage] = time.Now()
				b.Logf("%s: %d", p.Stage, p.Total)
			}
			if p.Done == p.Total {
				b.Logf("%s: %v", p.Stage, time.Since(began[p.Stage]))
			}
		})
		b.StopTimer()
		if err != nil {
			b.Fatal(err)
		}
		if got, want := h.counts(b), told(town); got != want {
			b.Fatalf("stored %+v\n  told %+v", got, want)
		}
		b.StartTimer()
	}
}
