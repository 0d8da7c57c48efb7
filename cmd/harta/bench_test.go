package main

import (
	"os"
	"testing"
	"time"
)

// The environment of the benchmark: it runs when the first is set, and in part when that is "taps" or "records"; the others are the
// numbers of kiosks, each of which sends four taps, and of rows in its files.
const (
	benchWanted = "HARTA_BENCH"
	benchKiosks = "HARTA_BENCH_KIOSKS"
	benchRows   = "HARTA_BENCH_ROWS"
)

// usualRows are in a file.
const usualRows = 1_000_000

// benchClients are at the kiosks' door at once.
const benchClients = 64

// TestBenchmark measures the running program against yardsticks of the same minute on the same machine, and prints one table.
// It fails where a ratio is missed.
func TestBenchmark(t *testing.T) {
	if os.Getenv(benchWanted) == "" {
		t.Skip("asked for by make bench alone: it takes minutes, and its figures are of no use beside other tests")
	}
	requireEngine(t)
	kiosks := wantedNumber(benchKiosks, 8000)
	if os.Getenv(benchWanted) == "records" {
		kiosks = 1
	}
	s := newSoak(t, kiosks, false)
	b := &benchTable{}
	if os.Getenv(benchWanted) != "records" {
		s.measureTaps(b)
	}
	if os.Getenv(benchWanted) != "taps" {
		rows := wantedNumber(benchRows, usualRows)
		s.measureFiles(b, rows)
		s = newSoak(t, 1, false)
		s.measureStream(b, rows)
	}
	s.stop() // and not killed, so that it writes its profile
	t.Log(b.String())
	for _, missed := range b.missed {
		t.Error(missed)
	}
}

// timed gives how many of n a second are done.
func (s *soak) timed(n int, work func()) (rate float64) {
	began := time.Now()
	work()
	return float64(n) / time.Since(began).Seconds()
}
