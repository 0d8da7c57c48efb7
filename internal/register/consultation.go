package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/store"
)

// ConsultationMinutesMax bounds the length of a consultation: a longer one is a slip of the pen.
const ConsultationMinutesMax = 480

// consultationChannels are the ways on which people are advised.
var consultationChannels = []string{"phone", "counter"}

// Consultation is advice given by phone or at a desk. It says nothing about who asked.
type Consultation struct {
	ID      uuid.UUID // made by the page that sends: the same one twice is one consultation
	Version int64     // 0: new; otherwise the version that a correction replaces
	Moment  time.Time // zero means now; a correction keeps it
	Topic   string    // of the charter
	Service string    // of the catalogue, empty: none in particular
	// Department is that of the service, or of the one who advised.
	Department string
	Office     string // of the catalogue, empty: not told
	Channel    string // phone, counter
	Minutes    int
	Dropped    bool   // it was a slip: there was no such consultation
	By         string // id of the user
}

// ConsultationFact is a consultation as the figures know it: one row of the table consultations, whose columns the tags name.
type ConsultationFact struct {
	ID         uuid.UUID `json:"id"`
	Version    uint64    `json:"version"`
	Day        string    `json:"day"` // civil day, 2006-01-02
	Moment     time.Time `json:"moment"`
	Hour       *uint8    `json:"hour,omitempty"` // civil hour of the moment; nil: as packed by a program that did not keep it
	Topic      string    `json:"topic"`
	Service    string    `json:"service"`
	Department string    `json:"department"`
	Office     string    `json:"office"`
	Channel    string    `json:"channel"`
	Minutes    uint16    `json:"minutes"`
	Dropped    bool      `json:"dropped"`
}

// PutConsultation keeps a consultation, or a correction of one as a new version. The same new one twice is kept once. Wrong input
// is a fault.List; a correction of a version that is no longer the last is the fault.Conflict "consultation_changed".
func (r *Register) PutConsultation(ctx context.Context, c Consultation) error {
	return r.Together(ctx, func(b *Batch) error { return b.PutConsultation(ctx, c) })
}

// putConsultation checks a consultation and adds it as the next version, with its fact.
func (r *Register) putConsultation(ctx context.Context, tx *sql.Tx, cat *Catalogue, c Consultation) error {
	if err := r.checkConsultation(cat, c); err != nil {
		return err
	}
	if service, _ := cat.Service(c.Service); service.Department != "" {
		c.Department = service.Department
	}
	last, err := scanConsultation(tx.QueryRowContext(ctx, query("consultation_last"), c.ID.String()))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		if c.Version != 0 {
			return fault.NotFound("consultation_unknown", nil)
		}
	case err != nil:
		return err
	case c.Version == 0:
		return nil // the page was sent twice
	case c.Version != last.Version || last.Dropped:
		return fault.Conflict("consultation_changed", nil)
	default:
		c.Moment = last.Moment
	}
	if c.Moment.IsZero() {
		c.Moment = r.now()
	}
	c.Version++
	day := r.charter.Calendar.CivilDay(c.Moment).String()
	err = exec(ctx, tx, query("consultation_add"), c.ID.String(), c.Version, store.Millis(c.Moment), day, c.Topic, c.Service, c.Department,
		c.Office, c.Channel, c.Minutes, c.Dropped, c.By, store.Millis(r.now()))
	if err != nil {
		return err
	}
	hour := uint8(r.charter.Calendar.Hour(c.Moment))
	return putOutbox(ctx, tx, ConsultationFacts, ConsultationFact{
		ID: c.ID, Version: uint64(c.Version), Day: day, Moment: exact(c.Moment), Hour: &hour, Topic: c.Topic, Service: c.Service,
		Department: c.Department, Office: c.Office, Channel: c.Channel, Minutes: uint16(c.Minutes), Dropped: c.Dropped,
	})
}

// checkConsultation collects everything that is wrong.
func (r *Register) checkConsultation(cat *Catalogue, c Consultation) error {
	var f faults
	if _, known := r.charter.Topic(c.Topic); !known {
		f.add("topic", "consultation_topic_missing", nil)
	}
	if !slices.Contains(consultationChannels, c.Channel) {
		f.add("channel", "consultation_channel_missing", nil)
	}
	if c.Minutes < 1 || c.Minutes > ConsultationMinutesMax {
		f.add("minutes", "consultation_minutes", fault.Params{"max": ConsultationMinutesMax})
	}
	if _, known := cat.Service(c.Service); c.Service != "" && !known {
		f.add("service", "no_such_service", fault.Params{"service": c.Service})
	}
	if _, known := cat.Office(c.Office); c.Office != "" && !known {
		f.add("office", "no_such_office", fault.Params{"office": c.Office})
	}
	if c.Moment.After(r.clock().Add(clockSlack)) {
		f.add("moment", "case_moment_future", nil)
	}
	if c.ID == uuid.Nil {
		f.add("id", "consultation_id", nil)
	}
	return f.err()
}

// Consultations lists those of a day that hold, the latest first. An empty department is no filter.
func (r *Register) Consultations(ctx context.Context, day charter.Date, department string) ([]Consultation, error) {
	rows, err := r.db.QueryContext(ctx, query("consultations"), day.String(), department)
	if err != nil {
		return nil, fmt.Errorf("list consultations: %w", err)
	}
	var list []Consultation
	err = each(rows, func(rows *sql.Rows) error {
		c, err := scanConsultation(rows)
		list = append(list, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list consultations: %w", err)
	}
	return list, nil
}

func scanConsultation(row scanner) (Consultation, error) {
	var c Consultation
	var id string
	var moment int64
	err := row.Scan(&id, &c.Version, &moment, &c.Topic, &c.Service, &c.Department, &c.Office, &c.Channel, &c.Minutes, &c.Dropped, &c.By)
	if err != nil {
		return Consultation{}, err
	}
	c.Moment = store.Moment(moment)
	c.ID, err = uuid.Parse(id)
	return c, err
}
