package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/klauspost/compress/s2"
)

// sentRecord is an understood record on its way through the spool. Its JSON is a line of the spool's payload.
type sentRecord struct {
	Source  string          `json:"source"`
	Key     uuid.UUID       `json:"key"`
	Line    int64           `json:"line"`
	Version int64           `json:"version"`
	Day     string          `json:"day"`           // civil day of receipt
	Due     *time.Time      `json:"due,omitempty"` // in force: the sender's or the computed one
	Record  json.RawMessage `json:"record"`

	version *version
	id      recordKey
}

// appendSent writes a record as encoding/json would.
func appendSent(b []byte, a *sentRecord) ([]byte, error) {
	j := jsonWriter{buffer: append(b, '{')}
	j.text("source", a.Source)
	j.text("key", a.Key.String())
	j.number("line", a.Line)
	j.number("version", a.Version)
	j.text("day", a.Day)
	j.moment("due", a.Due)
	j.name("record")
	return append(append(j.buffer, a.Record...), '}'), j.err
}

// unpackedMost bounds what a payload may become: nothing of ours is as long.
const unpackedMost = 1 << 20

// packedMark begins a payload that is packed. A program before this one wrote payloads as they are, which begin with a brace.
const packedMark = 's'

// packRoom is where payloads are packed: beforehand nobody knows how short they become, and what is kept waits for the disk.
var packRoom = sync.Pool{New: func() any { return new([]byte) }}

// packSent packs records, which are much alike: the disk is the slowest part of their way.
func packSent(payload []byte) []byte {
	room := packRoom.Get().(*[]byte)
	defer packRoom.Put(room)
	*room = slices.Grow((*room)[:0], s2.MaxEncodedLen(len(payload)))
	packed := s2.Encode((*room)[:cap(*room)], payload)
	return append([]byte{packedMark}, packed...)
}

// sentSize is how many bytes of records are in a payload.
func sentSize(payload []byte) int {
	if len(payload) == 0 || payload[0] != packedMark {
		return len(payload)
	}
	n, err := s2.DecodedLen(payload[1:])
	if err != nil {
		return len(payload) // it cannot be read either
	}
	return n
}

// readSent reads the records of a payload, a line each. What many of them say is kept once.
func readSent(payload []byte, spelt spellings) ([]*sentRecord, error) {
	if len(payload) > 0 && payload[0] == packedMark {
		var err error
		if sentSize(payload) > unpackedMost {
			return nil, errors.New("unpack records: they are too long")
		}
		if payload, err = s2.Decode(nil, payload[1:]); err != nil {
			return nil, fmt.Errorf("unpack records: %w", err)
		}
	}
	var list []*sentRecord
	for line := range bytes.Lines(payload) {
		a := new(sentRecord)
		if !a.readPlain(line, spelt) {
			*a = sentRecord{}
			if err := json.Unmarshal(line, a); err != nil {
				return nil, fmt.Errorf("decode records: %w", err)
			}
		}
		v := &version{line: a.Line, sourceVersion: a.Version, due: a.Due, payload: a.Record, content: sha256.Sum256(a.Record)}
		if !v.readPlain(a.Record, spelt) {
			v.record = record{}
			if err := json.Unmarshal(a.Record, &v.record); err != nil {
				return nil, fmt.Errorf("decode record: %w", err)
			}
		}
		var err error
		if v.day, err = time.Parse(time.DateOnly, a.Day); err != nil {
			return nil, fmt.Errorf("decode record: %w", err)
		}
		a.version, a.id = v, keyOfRecord(a.Source, v.Number)
		list = append(list, a)
	}
	return list, nil
}

// readPlain reads what appendSent wrote. It answers false where encoding/json has to.
func (a *sentRecord) readPlain(line []byte, spelt spellings) bool {
	return plainObject(line, func(name []byte, v plainValue) bool {
		switch string(name) {
		case "source":
			return v.into(&a.Source, spelt)
		case "key":
			var err error
			a.Key, err = uuid.ParseBytes(v.raw)
			return v.kind == '"' && err == nil
		case "line":
			return v.number(&a.Line)
		case "version":
			return v.number(&a.Version)
		case "day":
			return v.into(&a.Day, spelt)
		case "due":
			a.Due = new(time.Time)
			return v.moment(a.Due)
		case "record":
			a.Record = json.RawMessage(v.raw)
			return v.kind == '{'
		}
		return false
	})
}

// readPlain reads what appendRecord wrote. It answers false where encoding/json has to.
func (r *record) readPlain(payload []byte, spelt spellings) bool {
	return plainObject(payload, func(name []byte, v plainValue) bool {
		switch string(name) {
		case "number":
			return v.into(&r.Number, nil)
		case "service":
			return v.into(&r.Service, spelt)
		case "department":
			return v.into(&r.Department, spelt)
		case "office":
			return v.into(&r.Office, spelt)
		case "channel":
			return v.into(&r.Channel, spelt)
		case "order_speed":
			return v.into(&r.OrderSpeed, spelt)
		case "received":
			return v.moment(&r.Received)
		case "due":
			r.Due = new(time.Time)
			return v.moment(r.Due)
		case "finished":
			r.Finished = new(time.Time)
			return v.moment(r.Finished)
		case "outcome":
			return v.into(&r.Outcome, spelt)
		case "other_institution":
			return v.yes(&r.OtherInstitution)
		case "anonymous":
			return v.yes(&r.Anonymous)
		case "service_number":
			return v.into(&r.ServiceNumber, spelt)
		case "service_name":
			return v.into(&r.ServiceName, spelt)
		case "department_name":
			return v.into(&r.DepartmentName, spelt)
		case "office_name":
			return v.into(&r.OfficeName, spelt)
		}
		return false // paused days and what corrections say are rare
	})
}
