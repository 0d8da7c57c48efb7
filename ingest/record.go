package ingest

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"sync"
	"time"
)

// record is one row of a file in canonical form. Its JSON is the payload of a record version and the base of its content hash,
// so nothing stands in it that the file did not say or the catalogue did not answer: a deadline computed from a term is apart.
type record struct {
	Number           string     `json:"number"`
	Service          string     `json:"service"` // ids of the catalogue
	Department       string     `json:"department,omitempty"`
	Office           string     `json:"office,omitempty"`
	Channel          string     `json:"channel,omitempty"`
	OrderSpeed       string     `json:"order_speed,omitempty"`
	Received         time.Time  `json:"received"`
	Due              *time.Time `json:"due,omitempty"` // as the file says
	Finished         *time.Time `json:"finished,omitempty"`
	Outcome          string     `json:"outcome"`
	PausedDays       int        `json:"paused_days,omitempty"`
	OtherInstitution bool       `json:"other_institution,omitempty"`
	Anonymous        bool       `json:"anonymous,omitempty"`

	ServiceNumber  string `json:"service_number,omitempty"` // as in the file
	ServiceName    string `json:"service_name,omitempty"`
	DepartmentName string `json:"department_name,omitempty"`
	OfficeName     string `json:"office_name,omitempty"`

	NoDue      bool   `json:"no_due,omitempty"`     // a person took the stated deadline away; none is reckoned in its place
	Correction string `json:"correction,omitempty"` // why a person put it right by hand; masked
}

// version is a record with its place among all versions of it.
type version struct {
	record
	line          int64
	sourceVersion int64      // microseconds, or the order of import
	day           time.Time  // civil day of receipt in the source's zone, as midnight UTC
	due           *time.Time // in force: the file's or the computed one
	supersededBy  int64      // line of the same file with a later version of the same number; 0 if none

	payload []byte
	content [sha256.Size]byte
}

// payloadRoom is where payloads are written before their length is known, once for every row of every file and stream.
var payloadRoom = sync.Pool{New: func() any { return new([]byte) }}

// seal fixes payload and content once the catalogue's ids are in.
func (v *version) seal() error {
	room := payloadRoom.Get().(*[]byte)
	defer payloadRoom.Put(room)
	b, err := appendRecord((*room)[:0], &v.record)
	if err != nil {
		return fmt.Errorf("encode record: %w", err)
	}
	*room = b
	v.payload, v.content = bytes.Clone(b), sha256.Sum256(b)
	return nil
}

// civilDay is the day a moment shows in its own zone, as midnight UTC: a Date column takes it as it is.
func civilDay(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
