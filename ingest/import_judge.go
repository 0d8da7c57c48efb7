package ingest

import (
	"context"
	"time"

	"harta/internal/fault"
	"harta/internal/register"
)

// judge decides on every valid row of a batch. A batch holds each number once, but for superseded rows, which change nothing.
func (r *importRun) judge(ctx context.Context, batch []row, numbers []string) ([]judged, error) {
	var state map[string]*held
	before := map[arrived]decided{}
	err := r.im.patiently(ctx, func(ctx context.Context) (err error) {
		if state, err = r.ledger.current(ctx, numbers); err == nil && r.resumed {
			before, err = r.ledger.verdicts(ctx, numbers)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var out []judged
	for i := range batch {
		v := batch[i].Version
		if v == nil {
			continue
		}
		cur := state[v.Number]
		j := judged{version: v, verdict: decide(v, cur, r.profile.HasVersion()), held: cur}
		earlier := j.verdict
		at, known := before[arrived{v.Number, v.sourceVersion, v.content}]
		if j.known = known; known && at.line == v.line {
			earlier = at.verdict
		}
		r.count(earlier)
		if earlier == verdictOlder {
			batch[i].Notes = append(batch[i].Notes, r.olderNote(v, cur))
		}
		if j.verdict == verdictNew || j.verdict == verdictReplaced {
			j.verdict = earlier // an interrupted move looks like a new record, and is none
		}
		out = append(out, j)
	}
	return out, nil
}

func (r *importRun) count(verdict string) {
	c := &r.receipt.Counts
	switch verdict {
	case verdictNew:
		c.New++
	case verdictReplaced:
		c.Replaced++
	case verdictUnchanged:
		c.Unchanged++
	case verdictOlder:
		c.Older++
	}
}

// olderNote says why a row changed nothing: a later version is in the same file, or is held.
func (r *importRun) olderNote(v *version, cur *held) register.RowError {
	note := register.RowError{Line: v.line, Column: string(FieldNumber), Value: v.Number}
	if v.supersededBy > 0 {
		note.Code, note.Params = notePrefix+"superseded", fault.Params{"line": v.supersededBy}
		return note
	}
	note.Code = notePrefix + "older"
	if cur != nil && r.profile.Version.Format == "date" {
		note.Params = fault.Params{"held": time.UnixMicro(cur.sourceVersion).In(r.profile.location).Format("2006-01-02 15:04")}
	}
	return note
}
