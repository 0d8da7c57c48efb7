package ingest

import (
	"context"
	"time"

	"harta/internal/fault"
	"harta/internal/register"
)

// judge decides on the rows of a batch beside what is held, adds to p what follows, and gives what is to be told of them. A file's
// valid rows have each number once, but for superseded ones, which change nothing: so what p holds already does not matter.
func (r *importRun) judge(ctx context.Context, batch []row, p *puts) (told []register.RowError, err error) {
	state, before, err := r.lookUp(ctx, batch)
	if err != nil {
		return nil, err
	}
	for i := range batch {
		one := &batch[i]
		r.judged.Rows++
		if v := one.Version; v == nil {
			r.judged.Rejected++
		} else {
			at, known := before[arrived{v.Number, v.sourceVersion, v.content}]
			j := judged{version: v, held: state[v.Number], known: known}
			j.verdict = decide(v, j.held, r.profile.HasVersion())
			earlier := j.verdict
			if known && at.line == v.line {
				earlier = at.verdict
			}
			r.count(earlier)
			if earlier == verdictOlder {
				one.Notes = append(one.Notes, r.olderNote(v, j.held))
			}
			if j.changes() {
				j.verdict = earlier // an interrupted move looks like a new record, and is none
			}
			p.add(j)
		}
		told = append(append(told, one.Errors...), one.Notes...)
	}
	return told, nil
}

// lookUp gives what is held of the records of a batch, and what this import has put down of them before it was interrupted.
func (r *importRun) lookUp(ctx context.Context, batch []row) (state map[string]*held, before map[arrived]decided, err error) {
	var numbers []string
	for _, one := range batch {
		if one.Version != nil {
			numbers = append(numbers, one.Version.Number)
		}
	}
	if len(numbers) == 0 {
		return nil, nil, nil
	}
	err = r.im.patiently(ctx, func(ctx context.Context) (err error) {
		if state, err = r.ledger.current(ctx, numbers); err == nil && r.resumed {
			before, err = r.ledger.verdicts(ctx, numbers)
		}
		return err
	})
	return state, before, err
}

func (r *importRun) count(verdict string) {
	c := &r.judged
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
