package town

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"harta/ingest"
	"harta/internal/register"
)

// Doors are the ways by which a town enters: the same that citizens, kiosks and officers use.
type Doors struct {
	Register  *register.Register
	Responses *ingest.Responses
	Importer  *ingest.Importer
	Loader    *ingest.Loader
	// By is the id of the user in whose name records are imported and cases given out.
	By string
	// Workers are the ids of the users who work on the cases; none: the one user does everything.
	Workers []string
}

// workers are those who work on the cases.
func (d Doors) workers() []string {
	if len(d.Workers) == 0 {
		return []string{d.By}
	}
	return d.Workers
}

// Stage is a part of a filling.
type Stage string

// The stages, in order.
const (
	StageCatalogue Stage = "catalogue"
	StageRecords   Stage = "records"
	StageAnswers   Stage = "answers"
	StageCases     Stage = "cases"
	StageLoading   Stage = "loading" // what was accepted goes into the facts
)

// Progress says how far a filling is: how many things of the stage are in, of how many.
type Progress struct {
	Stage Stage
	Done  int64
	Total int64
}

// marker is what the register remembers of a filling.
type marker struct {
	Seed  uint64    `json:"seed"`
	Until time.Time `json:"until"`
	Done  bool      `json:"done"`
}

const markerKey = "town"

// Fill lets the town enter. A filling that was interrupted is taken up again, as the town it was begun with: nothing enters
// twice. Where a town has entered whole, whichever it was, Fill does nothing. progress may be nil; it is called from one
// goroutine at a time.
func (t *Town) Fill(ctx context.Context, doors Doors, progress func(Progress)) error {
	if progress == nil {
		progress = func(Progress) {}
	}
	m, begun, err := readMarker(ctx, doors.Register)
	if err != nil || m.Done {
		return err
	}
	if begun {
		t = newTown(m.Seed, m.Until, t.charter, t.months)
	} else {
		m = marker{Seed: t.seed, Until: t.until}
		if err := m.put(ctx, doors.Register); err != nil {
			return err
		}
	}
	for _, fill := range []func(context.Context, Doors, func(Progress)) error{
		t.fillCatalogue, t.fillRecords, t.fillAnswers, t.fillCases, t.fillConsultations, t.load,
	} {
		if err := fill(ctx, doors, progress); err != nil {
			return fmt.Errorf("fill town: %w", err)
		}
	}
	m.Done = true
	return m.put(ctx, doors.Register)
}

// Filled says whether a town has entered whole.
func Filled(ctx context.Context, reg *register.Register) (bool, error) {
	m, _, err := readMarker(ctx, reg)
	return m.Done, err
}

// readMarker reads what is remembered of a filling; begun is false where none was ever begun.
func readMarker(ctx context.Context, reg *register.Register) (m marker, begun bool, err error) {
	text, err := reg.Setting(ctx, markerKey)
	if err != nil {
		return marker{}, false, fmt.Errorf("fill town: %w", err)
	}
	if text == "" {
		return marker{}, false, nil
	}
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return marker{}, false, fmt.Errorf("fill town: setting %s: %w", markerKey, err)
	}
	return m, true, nil
}

func (m marker) put(ctx context.Context, reg *register.Register) error {
	text, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("fill town: %w", err)
	}
	return reg.SetSetting(ctx, markerKey, string(text))
}

// load waits until everything accepted is in the facts.
func (t *Town) load(ctx context.Context, doors Doors, progress func(Progress)) error {
	progress(Progress{StageLoading, 0, 1})
	if err := doors.Loader.Flush(ctx); err != nil {
		return err
	}
	progress(Progress{StageLoading, 1, 1})
	return nil
}
