package ingest

import (
	"encoding/json"
	"fmt"
	"time"

	"harta/internal/register"
)

const insertConsultations = `INSERT INTO consultations (id, version, day, moment, topic, service, department, office, channel,
	minutes, dropped, hour)`

// kindConsultation names a refused consultation among the rejected items; put back into the queue, it is delivered from the spool.
const kindConsultation = "consultation"

// consultationPacked gives the parcel of a consultation.
func consultationPacked(it register.OutboxItem) (parcel, error) {
	f := it.Consultation
	id := fmt.Sprintf("%s/%d", f.ID, f.Version)
	body, err := json.Marshal(f)
	p := parcel{seq: it.Seq, id: id, body: string(body), item: &Item{Kind: kindConsultation, ID: id, Payload: body}}
	if err != nil {
		return p, fmt.Errorf("encode consultation: %w", err)
	}
	p.rows, err = consultationRows(body)
	return p, err
}

// consultationRows gives the one row of a consultation.
func consultationRows(body []byte) ([][]any, error) {
	var f register.ConsultationFact
	if err := json.Unmarshal(body, &f); err != nil {
		return nil, fmt.Errorf("decode consultation: %w", err)
	}
	day, err := time.Parse(time.DateOnly, f.Day)
	if err != nil {
		return nil, fmt.Errorf("consultation: %w", err)
	}
	return [][]any{{
		f.ID, f.Version, day, f.Moment, f.Topic, f.Service, f.Department, f.Office, f.Channel, f.Minutes, f.Dropped, f.Hour,
	}}, nil
}
