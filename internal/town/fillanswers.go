package town

import (
	"context"
	"iter"
	"sync"

	"golang.org/x/sync/errgroup"

	"harta/ingest"
	"harta/internal/register"
)

// A batch is what knocks at the door together, as the taps of a kiosk do that was without a network; several batches knock at
// once, so that one is being checked while another one is written.
const (
	batchSize = 500
	knocking  = 4
)

// fillAnswers sends every response through the door for answers, and keeps the comments in the register.
func (t *Town) fillAnswers(ctx context.Context, doors Doors, progress func(Progress)) error {
	var total int64
	for range t.answers() {
		total++
	}
	progress(Progress{StageAnswers, 0, total})
	var mu sync.Mutex
	var done int64
	work, working := errgroup.WithContext(ctx)
	work.SetLimit(knocking)
	for batch := range batches(t.answers(), batchSize) {
		if working.Err() != nil {
			break
		}
		work.Go(func() error {
			if err := sendAnswers(working, doors, batch); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			done += int64(len(batch))
			progress(Progress{StageAnswers, done, total})
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// batches tells a story in batches of the given size; the last one may be smaller.
func batches[T any](story iter.Seq[T], size int) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		batch := make([]T, 0, size)
		for thing := range story {
			if batch = append(batch, thing); len(batch) < size {
				continue
			}
			if !yield(batch) {
				return
			}
			batch = make([]T, 0, size)
		}
		if len(batch) > 0 {
			yield(batch)
		}
	}
}

func sendAnswers(ctx context.Context, doors Doors, batch []answer) error {
	responses := make([]ingest.Response, len(batch))
	asked := doors.Register.Definition().Version
	for i := range batch {
		batch[i].Form = asked
		responses[i] = batch[i].Response
	}
	if _, err := doors.Responses.AcceptAll(ctx, responses); err != nil {
		return err
	}
	if err := sendReasons(ctx, doors, batch); err != nil {
		return err
	}
	var comments []register.Comment
	for _, a := range batch {
		if a.comment == "" {
			continue
		}
		comments = append(comments, register.Comment{
			ResponseID: a.ID, Text: a.comment, Language: a.Language, Office: a.Office, Service: a.Service, Department: a.Department,
			Channel: a.Channel, Moment: a.Moment,
		})
	}
	return doors.Register.PutComments(ctx, comments)
}

// sendReasons sends what people chose beside their answers, as the screens do after the tap.
func sendReasons(ctx context.Context, doors Doors, batch []answer) error {
	var adds []ingest.Addition
	for _, a := range batch {
		if len(a.reasons) > 0 {
			adds = append(adds, ingest.Addition{Response: a.Response, Reasons: a.reasons})
		}
	}
	if len(adds) == 0 {
		return nil
	}
	_, err := doors.Responses.AddAll(ctx, adds)
	return err
}
