package ingest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"harta/internal/charter"
	"harta/internal/fault"
)

// recordEntry is a service record as another program sends it. The names are those of the columns in a file. Ids of channels,
// order speeds and outcomes are ours; services, departments and offices are named as the sender knows them.
type recordEntry struct {
	Source           string          `json:"source"` // the sending system; the key's stream may give it for all entries
	Number           string          `json:"number"`
	Version          json.RawMessage `json:"version"` // a whole number or a moment; the greater wins
	ServiceNumber    string          `json:"service_number"`
	Service          string          `json:"service"`
	Department       string          `json:"department"`
	Office           string          `json:"office"`
	Channel          string          `json:"channel"`
	OrderSpeed       string          `json:"order_speed"`
	Received         string          `json:"received"`
	Due              string          `json:"due"`
	Finished         string          `json:"finished"`
	Outcome          string          `json:"outcome"`
	PausedDays       int             `json:"paused_days"`
	OtherInstitution bool            `json:"other_institution"`
	Anonymous        bool            `json:"anonymous"`
}

// readPlain reads an entry. It answers false where encoding/json has to.
func (in *recordEntry) readPlain(entry []byte, spelt spellings) bool {
	return plainObject(entry, func(name []byte, v plainValue) bool {
		switch string(name) {
		case "source":
			return v.into(&in.Source, spelt)
		case "number":
			return v.into(&in.Number, nil)
		case "version":
			in.Version = json.RawMessage(v.raw)
			return v.kind == '"' || v.kind == '0'
		case "service_number":
			return v.into(&in.ServiceNumber, spelt)
		case "service":
			return v.into(&in.Service, spelt)
		case "department":
			return v.into(&in.Department, spelt)
		case "office":
			return v.into(&in.Office, spelt)
		case "channel":
			return v.into(&in.Channel, spelt)
		case "order_speed":
			return v.into(&in.OrderSpeed, spelt)
		case "received":
			return v.into(&in.Received, nil)
		case "due":
			return v.into(&in.Due, nil)
		case "finished":
			return v.into(&in.Finished, nil)
		case "outcome":
			return v.into(&in.Outcome, spelt)
		case "paused_days":
			var n int64
			ok := v.number(&n)
			in.PausedDays = int(n)
			return ok
		case "other_institution":
			return v.yes(&in.OtherInstitution)
		case "anonymous":
			return v.yes(&in.Anonymous)
		}
		return false
	})
}

// sourceForm is what the name of a sending system looks like; it stands in facts for ever.
var sourceForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// recordJudge understands records sent as JSON. It follows the rules of files: see cells.
type recordJudge struct {
	charter *charter.Charter
	now     time.Time
	source  string // of entries that name none
	spelt   spellings
	sieve   sieve
}

// read understands an entry; the first fault found is given. The catalogue's ids and the computed deadline are still missing.
func (j *recordJudge) read(e Entry) (source string, v *version, wrong *fault.Error) {
	var in recordEntry
	if !in.readPlain(e.JSON, j.spelt) {
		in = recordEntry{}
		if wrong := decodeEntry(e.JSON, &in); wrong != nil {
			return "", nil, wrong
		}
	}
	if in.Source == "" {
		in.Source = j.source
	}
	v = &version{line: e.Line, record: record{
		Number: oneLine(in.Number), Channel: in.Channel, OrderSpeed: in.OrderSpeed, Outcome: in.Outcome, PausedDays: in.PausedDays,
		OtherInstitution: in.OtherInstitution, Anonymous: in.Anonymous, ServiceNumber: oneLine(in.ServiceNumber),
		ServiceName: oneLine(in.Service), DepartmentName: oneLine(in.Department), OfficeName: oneLine(in.Office),
	}}
	for _, check := range []func(*recordEntry, *version) *fault.Error{j.names, j.words, j.version, j.moments} {
		if wrong := check(&in, v); wrong != nil {
			return in.Source, v, wrong
		}
	}
	return in.Source, v, nil
}

func (j *recordJudge) names(in *recordEntry, v *version) *fault.Error {
	if !sourceForm.MatchString(in.Source) {
		return fault.Invalid("source", "source_form", nil)
	}
	for _, n := range []struct {
		field Field
		value string
		most  int
	}{
		{FieldNumber, v.Number, maxNumber}, {FieldServiceNumber, v.ServiceNumber, maxNumber}, {FieldService, v.ServiceName, maxTitle},
		{FieldDepartment, v.DepartmentName, maxTitle}, {FieldOffice, v.OfficeName, maxTitle},
	} {
		if wrong := checkText(string(n.field), n.value, n.most); wrong != nil {
			return wrong
		}
		if j.sieve.field(n.field, n.value) {
			if n.field == FieldNumber {
				v.Number = "" // it is what an answer calls the record
			}
			return fault.Invalid(string(n.field), "personal_data_in_name", nil)
		}
	}
	if v.Number == "" {
		return fault.Invalid(string(FieldNumber), "number_missing", nil)
	}
	if v.ServiceNumber == "" && v.ServiceName == "" {
		return fault.Invalid(string(FieldService), "service_missing", nil)
	}
	return nil
}

// checkText refuses a name that no person could read or that is absurdly long. encoding/json turns broken UTF-8 into U+FFFD.
func checkText(field, s string, most int) *fault.Error {
	letters := 0
	for _, c := range s {
		if c == utf8.RuneError || unicode.IsControl(c) {
			return fault.Invalid(field, "bad_character", nil)
		}
		letters++
	}
	if letters > most {
		return fault.Invalid(field, "value_too_long", fault.Params{"limit": most})
	}
	return nil
}

func (j *recordJudge) words(_ *recordEntry, v *version) *fault.Error {
	if _, ok := j.charter.Channel(v.Channel); !ok && v.Channel != "" {
		return fault.Invalid(string(FieldChannel), "channel_unknown", nil)
	}
	if v.OrderSpeed == "" {
		v.OrderSpeed = "ordinary"
	}
	if _, ok := j.charter.OrderSpeed(v.OrderSpeed); !ok {
		return fault.Invalid(string(FieldOrderSpeed), "order_speed_unknown", nil)
	}
	if v.Outcome != "" && !slices.Contains(outcomes, v.Outcome) {
		return fault.Invalid(string(FieldOutcome), "outcome_unknown", nil)
	}
	if v.PausedDays < 0 || v.PausedDays > maxPaused {
		return fault.Invalid(string(FieldPausedDays), "number_malformed", nil)
	}
	return nil
}

// version reads the version of a record, which must have one.
func (j *recordJudge) version(in *recordEntry, v *version) (wrong *fault.Error) {
	v.sourceVersion, wrong = j.readVersion(in.Version)
	return wrong
}

// readVersion reads a sender's version: a whole number from 0, or a moment, which counts in microseconds since 1970 UTC as the
// dates of files do.
func (j *recordJudge) readVersion(sent json.RawMessage) (int64, *fault.Error) {
	raw := string(sent)
	if raw == "" || raw == "null" || raw == `""` {
		return 0, fault.Invalid(string(FieldVersion), "record_version_missing", nil)
	}
	n, err := strconv.ParseInt(raw, 10, 64)
	if err == nil && n >= 0 {
		return n, nil
	}
	var text string
	if json.Unmarshal(sent, &text) != nil {
		return 0, fault.Invalid(string(FieldVersion), "record_version_form", nil)
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0, fault.Invalid(string(FieldVersion), "record_version_form", nil)
	}
	return at.UnixMicro(), j.inYears(string(FieldVersion), at, true)
}

// inYears refuses a moment that cannot be meant; past ones must not lie ahead.
func (j *recordJudge) inYears(field string, at time.Time, past bool) *fault.Error {
	switch {
	case at.Year() < firstYear:
		return fault.Invalid(field, "date_too_early", fault.Params{"year": strconv.Itoa(firstYear)})
	case at.Year() > lastYear:
		return fault.Invalid(field, "date_too_late", fault.Params{"year": strconv.Itoa(lastYear)})
	case past && at.After(j.now.Add(futureSlack)):
		return fault.Invalid(field, "date_in_future", nil)
	}
	return nil
}

// moment reads "2026-05-04T09:30:00+03:00", or a whole day "2026-05-04" in the municipality's time zone.
func (j *recordJudge) moment(field Field, text string, past bool) (moment, *fault.Error) {
	if text == "" {
		return moment{}, nil
	}
	zone := j.charter.Location()
	m := moment{}
	if len(text) == len(time.DateOnly) {
		shown, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return m, fault.Invalid(string(field), "moment_form", nil)
		}
		m = moment{at: instant(shown, zone), day: true}
	} else {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return m, fault.Invalid(string(field), "moment_form", nil)
		}
		m = moment{at: at.In(zone)}
	}
	return m, j.inYears(string(field), m.at, past)
}

func (j *recordJudge) moments(in *recordEntry, v *version) *fault.Error {
	received, wrong := j.moment(FieldReceived, in.Received, true)
	if wrong != nil {
		return wrong
	}
	if received.at.IsZero() {
		return fault.Invalid(string(FieldReceived), "date_missing", nil)
	}
	v.Received, v.day = received.at.UTC(), civilDay(received.at)
	due, wrong := j.moment(FieldDue, in.Due, false)
	if wrong != nil {
		return wrong
	}
	if !due.at.IsZero() {
		if due.day {
			due.at = endOfDay(due.at)
		}
		if due.at.Before(received.at) {
			return fault.Invalid(string(FieldDue), "due_before_received", fault.Params{"received": in.Received})
		}
		v.Due = utc(due.at)
	}
	finished, wrong := j.moment(FieldFinished, in.Finished, true)
	if wrong != nil {
		return wrong
	}
	return j.finished(in, v, received, finished)
}

// finished settles the closing moment and the outcome. A day without an hour counts from its beginning, but nothing is finished
// before it came.
func (j *recordJudge) finished(in *recordEntry, v *version, received, finished moment) *fault.Error {
	if at := finished.at; !at.IsZero() {
		if (finished.day || received.day) && at.Before(received.at) && civilDay(at).Equal(v.day) {
			at = received.at
		}
		if at.Before(received.at) {
			return fault.Invalid(string(FieldFinished), "finished_before_received", fault.Params{"received": in.Received})
		}
		v.Finished = utc(at)
	}
	switch {
	case v.Outcome == "" && v.Finished != nil:
		v.Outcome = "completed"
	case v.Outcome == "":
		v.Outcome = "open"
	}
	return nil
}
