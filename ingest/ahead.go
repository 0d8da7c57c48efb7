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

// ahead calls next again and again, always one call ahead of what is taken, until it has nothing more or ctx ends. Until stop returns
// next may be at work.
func ahead[T any](ctx context.Context, next func(context.Context) (one T, more bool)) (made <-chan T, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	out := make(chan T)
	go func() {
		defer close(out)
		for ctx.Err() == nil {
			one, more := next(ctx)
			if !more {
				return
			}
			select {
			case out <- one:
			case <-ctx.Done():
			}
		}
	}()
	return out, func() {
		cancel()
		for range out {
		}
	}
}

// readAhead reads the file n at a time with one, ahead of what is taken, until its end or an error.
func readAhead[T any](ctx context.Context, src *source, n int, one func(context.Context, rawRow) (T, error)) (parts <-chan part[T], stop func()) {
	ended := false
	return ahead(ctx, func(ctx context.Context) (part[T], bool) {
		if ended {
			return part[T]{}, false
		}
		p := readPart(ctx, src, n, one)
		if ended = p.err != nil; errors.Is(p.err, io.EOF) {
			p.err = nil
		}
		return p, len(p.of) > 0 || p.err != nil
	})
}

// partBytes bounds the texts of a part: the part ends with the row that passes it.
const partBytes = 4 << 20

// readPart reads up to n rows; at the end of the file its error is io.EOF.
func readPart[T any](ctx context.Context, src *source, n int, one func(context.Context, rawRow) (T, error)) part[T] {
	p := part[T]{of: make([]T, 0, n)}
	for size := 0; len(p.of) < n && size < partBytes && p.err == nil; {
		var rec rawRow
		var made T
		if rec, p.err = src.Read(); p.err != nil {
			break
		}
		size += rec.size
		if made, p.err = one(ctx, rec); p.err == nil {
			p.of = append(p.of, made)
		}
	}
	p.read, p.total = src.Progress()
	return p
}
