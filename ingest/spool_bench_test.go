package ingest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// BenchmarkSpool measures 64 callers that each wait for the disk, beside the yardstick: the same transactions of one bare table
// without remembering anything.
func BenchmarkSpool(b *testing.B) {
	payload := strings.Repeat("x", 400)
	var yardstick float64 // items a second, by the last and longest run
	b.Run("yardstick", func(b *testing.B) {
		s := openSpool(b, filepath.Join(b.TempDir(), "spool.db"), SpoolOptions{})
		_, err := s.write.Exec("CREATE TABLE bare (payload BLOB)")
		must(b, err)
		type row struct{ done chan error }
		ops := make(chan row, 1024)
		go func() {
			for first := range ops {
				group := []row{first}
				for len(group) < groupSize && len(ops) > 0 {
					group = append(group, <-ops)
				}
				tx, err := s.write.Begin()
				for range group {
					if err == nil {
						_, err = tx.Exec("INSERT INTO bare VALUES (?)", []byte(payload))
					}
				}
				err = errors.Join(err, tx.Commit())
				for _, r := range group {
					r.done <- err
				}
			}
		}()
		yardstick = run64(b, func(int64) error {
			r := row{done: make(chan error, 1)}
			ops <- r
			return <-r.done
		})
		close(ops)
	})
	b.Run("spool", func(b *testing.B) {
		s := openSpool(b, filepath.Join(b.TempDir(), "spool.db"), SpoolOptions{})
		rate := run64(b, func(i int64) error {
			_, err := s.Put(context.Background(), tap(fmt.Sprintf("%019d", i), payload))
			return err
		})
		b.ReportMetric(rate/yardstick, "of-yardstick")
	})
}

// run64 puts b.N items from 64 goroutines and gives the items a second.
func run64(b *testing.B, put func(i int64) error) (rate float64) {
	b.Helper()
	var n atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range 64 {
		wg.Go(func() {
			for i := n.Add(1); i <= int64(b.N); i = n.Add(1) {
				if err := put(i); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	rate = float64(b.N) / b.Elapsed().Seconds()
	b.ReportMetric(rate, "items/s")
	return rate
}
