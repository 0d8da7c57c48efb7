package ingest

import (
	"context"
	"errors"
	"io"
)

// part is some of a file, or the error that ended the reading.
type part[T any] struct {
	of          []T
	read, total int64 // how far the file is read behind it
	err         error
}

// readAhead reads the file n at a time with one, always one part ahead of what is taken, until its end, an error, or the end of ctx.
// Until stop returns the file is being read.
func readAhead[T any](ctx context.Context, src *source, n int, one func(context.Context, rawRow) (T, error)) (parts <-chan part[T], stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	out := make(chan part[T])
	go func() {
		defer close(out)
		for more := true; more && ctx.Err() == nil; {
			p := readPart(ctx, src, n, one)
			if more = p.err == nil; errors.Is(p.err, io.EOF) {
				p.err = nil
			}
			if len(p.of) == 0 && p.err == nil {
				return
			}
			select {
			case out <- p:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, func() {
		cancel()
		for range out {
		}
	}
}

// readPart reads up to n rows; at the end of the file its error is io.EOF.
func readPart[T any](ctx context.Context, src *source, n int, one func(context.Context, rawRow) (T, error)) part[T] {
	p := part[T]{of: make([]T, 0, n)}
	for len(p.of) < n && p.err == nil {
		var rec rawRow
		var made T
		if rec, p.err = src.Read(); p.err != nil {
			break
		}
		if made, p.err = one(ctx, rec); p.err == nil {
			p.of = append(p.of, made)
		}
	}
	p.read, p.total = src.Progress()
	return p
}
