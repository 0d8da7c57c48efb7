package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"harta/internal/fault"
)

// Entry is one thing that another program sends: one line of a stream, or one element of an array.
type Entry struct {
	Line int64 // its place in what was sent, from 1
	JSON []byte
}

// What became of an entry.
const (
	StatusAccepted = "accepted" // safe, and about to count
	StatusAlready  = "already"  // exactly this came before; nothing changes
	StatusOlder    = "older"    // a later version is known, and nothing changes; of a record it is kept in the history
	StatusRejected = "rejected" // not taken; Fault says why
)

// Outcome is what became of one entry. An outcome other than StatusRejected is given only when the entry is on disk.
type Outcome struct {
	Line   int64
	Status string
	ID     string       // by which the sender knows it: a record's number, an answer's id
	Given  string       // the number the house gave it, where it gives one
	Link   string       // the address it made, where it makes one
	Fault  *fault.Error // of a rejected entry
}

// reject makes the outcome of an entry that is not taken.
func reject(line int64, id string, f *fault.Error) Outcome {
	return Outcome{Line: line, Status: StatusRejected, ID: id, Fault: f}
}

// decodeEntry reads the JSON of an entry into a struct. Everything must be of the kind the struct says, and nothing may be there
// that it does not know: a misspelt field would otherwise be lost in silence.
func decodeEntry(b []byte, into any) *fault.Error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			return nil
		}
		return fault.Invalid("", "json_malformed", nil)
	}
	wrong := new(json.UnmarshalTypeError)
	if errors.As(err, &wrong) {
		return fault.Invalid(clip(wrong.Field), "json_type", fault.Params{"want": jsonKind(wrong.Type.String()), "got": wrong.Value})
	}
	if name, unknown := strings.CutPrefix(err.Error(), `json: unknown field "`); unknown {
		return fault.Invalid(clip(strings.TrimSuffix(name, `"`)), "field_unknown", nil)
	}
	return fault.Invalid("", "json_malformed", nil)
}

// jsonKind gives the JSON kind of a Go type.
func jsonKind(goType string) string {
	switch t := strings.TrimPrefix(goType, "*"); {
	case t == "string":
		return "string"
	case t == "bool":
		return "boolean"
	case strings.HasPrefix(t, "int"), strings.HasPrefix(t, "uint"), strings.HasPrefix(t, "float"):
		return "number"
	}
	return "object"
}
