package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"harta/internal/guard"
	"harta/internal/register"
)

// kindCorrected is the spool's kind of later versions of answers that other programs sent.
const kindCorrected = "corrected"

// questionOverall is the charter's question on the whole.
const questionOverall = "overall"

// corrected is the spool's payload of a later version of an answer: the answer as it should be, with the version of its rows, and
// the places in which earlier versions of it stand. Whatever the order in which versions are delivered, the greatest has the last
// word in each of these places.
type corrected struct {
	answered
	Gone []register.AnswerPlace `json:"gone,omitempty"`
}

// sent is what the register remembers of the answer.
func (a understoodAnswer) sent() register.SentAnswer {
	s := register.SentAnswer{ID: a.answered.ID, Version: a.version, Content: a.content}
	for _, q := range slices.Sorted(maps.Keys(a.scores)) {
		s.Places = append(s.Places, register.AnswerPlace{Day: a.answered.Day, Question: q})
	}
	if a.comment != "" {
		s.Comment = &register.Comment{ResponseID: a.answered.ID, Text: a.comment, Language: a.answered.Language, Office: a.answered.Office,
			Service: a.answered.Service, Department: a.answered.Department, Channel: a.answered.Channel, Moment: a.answered.Moment}
	}
	return s
}

// items makes the spool's items of the answer, and of its comment masked.
func (a understoodAnswer) items(v register.AnswerVerdict, g *guard.Guard) ([]Item, error) {
	item := Item{Kind: kindResponse, ID: a.answered.ID.String(), FirstWins: true}
	var payload any = a.answered
	if v.Revision > 0 {
		c := corrected{answered: a.answered, Gone: v.Gone}
		c.Version = v.Revision
		item.Kind, item.ID, payload = kindCorrected, fmt.Sprintf("%s/%d", item.ID, v.Revision), c
	}
	var err error
	if item.Payload, err = json.Marshal(payload); err != nil {
		return nil, fmt.Errorf("encode response: %w", err)
	}
	if a.comment == "" && len(v.CommentGone) == 0 {
		return []Item{item}, nil
	}
	p := a.answered.toAnswer(Addition{Response: a.commented()})
	p.Version, p.Gone = v.Revision, v.CommentGone
	if a.comment != "" {
		p.mask(g, a.comment)
	}
	comment, err := p.item(kindComment)
	if v.Revision > 0 {
		comment.ID = item.ID
	}
	return []Item{item, comment}, err
}

// commented gives the one score beside which the comment stands: the overall one where it was asked.
func (a understoodAnswer) commented() Response {
	q := slices.Sorted(maps.Keys(a.scores))[0]
	if _, asked := a.scores[questionOverall]; asked {
		q = questionOverall
	}
	return Response{Scores: map[string]int{q: a.scores[q]}}
}

// deliverCorrected delivers later versions of answers. Whether an answer counts was judged when it came or by an officer; a
// correction of what was said changes nothing about that.
func (l *Loader) deliverCorrected(ctx context.Context, items []waitingItem) (done settled, err error) {
	list := make([]corrected, 0, len(items))
	kept := make([]waitingItem, 0, len(items))
	var ids []uuid.UUID
	var within days
	for _, it := range items {
		var c corrected
		span, err := c.read(it.Payload)
		if err != nil {
			l.log.Error("an accepted item cannot be read and is kept apart", "kind", it.Kind, "id", it.ID, "err", err)
			done.refused = append(done.refused, rejected{seq: it.Seq, reason: err.Error()})
			continue
		}
		list, kept, ids = append(list, c), append(kept, it), append(ids, c.ID)
		within = within.around(span.first).around(span.last)
	}
	held, err := wholeAnswers(ctx, l.ch.Insert, ids, within)
	if err != nil {
		return done, err
	}
	last := make(map[uuid.UUID]heldAnswer, len(held))
	for _, a := range held {
		if old, known := last[a.id]; !known || a.version > old.version {
			last[a.id] = a
		}
	}
	parcels := make([]parcel, 0, len(list))
	for i, c := range list {
		if a, known := last[c.ID]; known {
			c.Counted, c.Reason = a.counted, a.reason
		}
		rows, err := c.rows()
		if err != nil {
			l.log.Error("an accepted item cannot be read and is kept apart", "kind", kept[i].Kind, "id", kept[i].ID, "err", err)
			done.refused = append(done.refused, rejected{seq: kept[i].Seq, reason: err.Error()})
			continue
		}
		parcels = append(parcels, parcel{seq: kept[i].Seq, id: kept[i].ID, body: string(kept[i].Payload) + c.Reason, rows: rows})
	}
	err = l.deliver(ctx, insertAnswers, parcels, &done)
	return done, err
}

// read decodes a correction and gives the days on which versions of the answer may stand.
func (c *corrected) read(payload []byte) (span days, err error) {
	if err := json.Unmarshal(payload, c); err != nil {
		return span, fmt.Errorf("decode correction: %w", err)
	}
	day, err := time.Parse(time.DateOnly, c.Day)
	if err != nil {
		return span, fmt.Errorf("decode correction: %w", err)
	}
	span = days{day, day}
	for _, p := range c.Gone {
		day, err := time.Parse(time.DateOnly, p.Day)
		if err != nil {
			return span, fmt.Errorf("decode correction: %w", err)
		}
		span = span.around(day)
	}
	return span, nil
}

// rows gives the rows of the answer as it should be, and those that tell that earlier ones were replaced.
func (c corrected) rows() ([][]any, error) {
	day, err := time.Parse(time.DateOnly, c.Day)
	if err != nil {
		return nil, fmt.Errorf("decode correction: %w", err)
	}
	rows, err := c.answered.rows(day)
	if err != nil {
		return nil, err
	}
	for _, p := range c.Gone {
		gone := c.answered
		gone.Scores, gone.Counted, gone.Reason = map[string]int{p.Question: 0}, false, reasonReplaced
		day, err := time.Parse(time.DateOnly, p.Day)
		if err != nil {
			return nil, fmt.Errorf("decode correction: %w", err)
		}
		more, err := gone.rows(day)
		if err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	return rows, nil
}
