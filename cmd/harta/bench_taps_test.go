package main

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
)

// measureTaps measures the kiosks' door.
func (s *soak) measureTaps(b *benchTable) {
	n := 4 * len(s.kiosks) // with the one before, no kiosk's taps are a burst: people's taps are measured
	before := s.spent()
	bare := s.bareAppends(n)
	ofBare := s.spent().minus(before).each(n)
	s.tapRate(s.address, s.tapRequests(len(s.kiosks))) // each kiosk has been heard of
	s.drained()
	requests := s.tapRequests(n)
	s.profile()
	before = s.spent()
	taps, p99 := s.tapRate(s.address, requests)
	ofTaps := s.spent().minus(before).each(n)
	b.ratio("kiosk taps, 64 clients, over HTTP", taps, "taps/s", "bare group commit", bare, 0.5)
	s.t.Logf("taps: %.0f/s of %.0f/s", taps, bare)
	began := time.Now()
	s.drained()
	b.note(fmt.Sprintf("99th percentile of a tap: %v; all were delivered %v after the last", p99.Round(100*time.Microsecond),
		time.Since(began).Round(100*time.Millisecond)))
	b.note(fmt.Sprintf("processor time of a tap: %v in the program, %v in its engine and %v in the client; of a bare append: %v",
		ofTaps.program, ofTaps.engine, ofTaps.test, ofBare.test))
	b.note(s.reach(requests, bare, ofBare))
}

// bareAppends is the yardstick of the taps: 64 callers append the bytes of a tap to one bare table of a SQLite file on the same
// disk, under one fsync a group; nothing is remembered, nothing is checked, nobody speaks HTTP.
func (s *soak) bareAppends(n int) (rate float64) {
	dsn := "file:" + filepath.Join(s.folder, "yardstick.db") + "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"
	db, err := sql.Open("sqlite", dsn)
	soakMust(s.t, err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	_, err = db.Exec("CREATE TABLE bare (payload BLOB)")
	soakMust(s.t, err)
	insert, err := db.Prepare("INSERT INTO bare VALUES (?)")
	soakMust(s.t, err)
	payload := []byte(strings.Repeat("x", 330)) // as a tap's payload
	ops := make(chan chan error, 1024)
	go func() {
		for first := range ops {
			group := []chan error{first}
			for len(group) < 512 && len(ops) > 0 {
				group = append(group, <-ops)
			}
			tx, err := db.Begin()
			in := tx.Stmt(insert)
			for range group {
				if err == nil {
					_, err = in.Exec(payload)
				}
			}
			err = errors.Join(err, tx.Commit())
			for _, done := range group {
				done <- err
			}
		}
	}()
	defer close(ops)
	return s.timed(n, func() {
		crowd(n, func() {
			done := make(chan error, 1)
			ops <- done
			soakMust(s.t, <-done)
		})
	})
}

// crowd has a thing done n times by 64 callers at once.
func crowd(n int, do func()) {
	var next atomic.Int64
	var running sync.WaitGroup
	for range benchClients {
		running.Go(func() {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				do()
			}
		})
	}
	running.Wait()
}

// tapRequests makes the bytes of some taps.
func (s *soak) tapRequests(taps int) [][]byte {
	requests := make([][]byte, taps)
	for i := range requests {
		body := "id=" + uuid.Must(uuid.NewV7()).String() + "&score=" + strconv.Itoa(1+i%5)
		requests[i] = fmt.Appendf(nil, "POST /k/%s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"+
			"Accept: application/json\r\nContent-Length: %d\r\n\r\n%s", s.kiosks[i%len(s.kiosks)], s.address, len(body), body)
	}
	return requests
}
