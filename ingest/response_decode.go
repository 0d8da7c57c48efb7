package ingest

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// decode reads a payload as encoding/json does. What encode wrote it reads in a fraction of the time; everything else, as a program
// before this one may have written it, it leaves to encoding/json.
func (a *answered) decode(payload []byte) error {
	p := plainJSON{rest: payload}
	p.object(func(key []byte) { p.answered(a, key) })
	if p.strange || len(p.rest) > 0 {
		*a = answered{}
		return json.Unmarshal(payload, a)
	}
	return nil
}

// answered reads the value of one field.
func (p *plainJSON) answered(a *answered, key []byte) {
	switch string(key) {
	case "id":
		id, err := uuid.ParseBytes(p.text())
		a.ID, p.strange = id, p.strange || err != nil
	case "day":
		a.Day = string(p.text())
	case "hour":
		a.Hour = int(p.number())
	case "moment":
		p.strange = a.Moment.UnmarshalText(p.text()) != nil || p.strange
	case "received":
		p.strange = a.Received.UnmarshalText(p.text()) != nil || p.strange
	case "office":
		a.Office = string(p.text())
	case "service":
		a.Service = string(p.text())
	case "department":
		a.Department = string(p.text())
	case "channel":
		a.Channel = string(p.text())
	case "kiosk":
		a.Kiosk = string(p.text())
	case "language":
		a.Language = string(p.text())
	case "scores":
		p.strange = a.Scores != nil || p.strange
		a.Scores = make(map[string]int, 1)
		p.object(func(question []byte) { a.Scores[string(question)] = int(p.number()) })
	case "counted":
		a.Counted = p.truth()
	case "moment_note":
		a.MomentNote = string(p.text())
	case "burst":
		a.Burst = new(BurstRule)
		p.object(func(key []byte) { p.burst(a.Burst, key) })
	default: // what a tap seldom has
		p.strange = true
	}
}

func (p *plainJSON) burst(r *BurstRule, key []byte) {
	switch string(key) {
	case "most":
		r.Most = int(p.number())
	case "window":
		r.Window = time.Duration(p.number())
	default:
		p.strange = true
	}
}

// plainJSON reads JSON as a machine writes it: without spaces, without escapes, in ASCII, with whole numbers. Whatever is not plain is
// strange, and nothing that was read then counts.
type plainJSON struct {
	rest    []byte
	strange bool
}

// object reads an object; value has to read the value of each key.
func (p *plainJSON) object(value func(key []byte)) {
	p.take('{')
	for first := true; !p.strange; first = false {
		if first && p.next('}') {
			return
		}
		key := p.text()
		p.take(':')
		if p.strange {
			return
		}
		if value(key); p.next('}') {
			return
		}
		p.take(',')
	}
}

// next takes a byte if it is there.
func (p *plainJSON) next(c byte) bool {
	if len(p.rest) == 0 || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

// take takes a byte that has to be there.
func (p *plainJSON) take(c byte) { p.strange = !p.next(c) || p.strange }

// text reads a string. It is part of the payload.
func (p *plainJSON) text() []byte {
	p.take('"')
	for i, c := range p.rest {
		switch {
		case c == '"':
			text := p.rest[:i]
			p.rest = p.rest[i+1:]
			return text
		case c < ' ' || c > '~' || c == '\\':
			p.strange = true
			return nil
		}
	}
	p.strange = true
	return nil
}

func (p *plainJSON) number() int64 {
	i := 0
	for i < len(p.rest) && (p.rest[i] == '-' || '0' <= p.rest[i] && p.rest[i] <= '9') {
		i++
	}
	n, err := strconv.ParseInt(string(p.rest[:i]), 10, 64)
	if err != nil || i > 1 && p.rest[0] == '0' || i > 2 && p.rest[0] == '-' && p.rest[1] == '0' || string(p.rest[:i]) == "-0" {
		p.strange = true
	}
	p.rest = p.rest[i:]
	return n
}

func (p *plainJSON) truth() bool {
	for _, word := range []string{"true", "false"} {
		if rest, ok := bytes.CutPrefix(p.rest, []byte(word)); ok {
			p.rest = rest
			return word == "true"
		}
	}
	p.strange = true
	return false
}
