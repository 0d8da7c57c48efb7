package ingest

import (
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"harta/internal/fault"
	"harta/internal/guard"
	"harta/internal/register"
)

// reasonMost is the length of the reason of a correction in characters.
const reasonMost = 500

// corrected makes the new version but for its number, or says everything that is wrong with it.
func (d *Records) corrected(cat *register.Catalogue, old RecordVersion, c Correction) (*version, fault.List) {
	var wrong fault.List
	add := func(f *fault.Error) {
		if f != nil {
			wrong = append(wrong, f)
		}
	}
	j := recordJudge{charter: d.im.charter, now: d.im.clock()}
	v := &version{}
	if err := json.Unmarshal(old.payload, &v.record); err != nil {
		return nil, fault.List{fault.Invalid("", "json_malformed", nil)}
	}
	v.Channel, v.OrderSpeed, v.Outcome = c.Channel, c.OrderSpeed, c.Outcome
	v.Due, v.Finished = nil, nil
	add(j.words(nil, v))
	in := recordEntry{Received: d.written(c.Received, &old.Received), Due: d.written(c.Due, old.Due), Finished: d.written(c.Finished, old.Finished)}
	add(j.moments(&in, v))
	if v.Received.Equal(old.Received) && old.day.Unix() > 0 {
		v.day = old.day // of the source's time zone
	}
	service, known := cat.Service(c.Service)
	if !known {
		add(fault.Invalid("service", "service_unknown", nil))
	}
	if v.Service != service.ID {
		v.Service, v.Department = service.ID, service.Department
	}
	reason, unreasoned := correctionReason(c.Reason)
	add(unreasoned)
	v.Correction = reason
	if len(wrong) == 0 {
		d.settleDeadline(c.Source, old, v, timed(cat, service))
	}
	return v, wrong
}

// correctionReason is why a person puts a record right, masked.
func correctionReason(typed string) (string, *fault.Error) {
	reason := strings.TrimSpace(typed)
	switch {
	case reason == "":
		return "", fault.Invalid("reason", "correction_reason_missing", nil)
	case utf8.RuneCountInString(reason) > reasonMost:
		return "", fault.Invalid("reason", "value_too_long", fault.Params{"limit": reasonMost})
	}
	return guard.Mask(reason).Text, nil
}

// settleDeadline gives a corrected version the deadline in force. A correction that says none takes a stated one away, for good: the next
// one must not bring it back by reckoning. Where none was stated it is reckoned as on arrival, for what the record is now; if nothing
// changed of which it is reckoned, it stays, since a closed record keeps the term that applied to it.
func (d *Records) settleDeadline(source string, old RecordVersion, v *version, service register.Service) {
	v.NoDue = v.Due == nil && (v.NoDue || old.Due != nil)
	v.due = v.Due
	switch {
	case v.Due != nil || v.NoDue:
	case old.InForce != nil && v.Service == old.Service && v.OrderSpeed == old.OrderSpeed && v.Received.Equal(old.Received):
		v.due = old.InForce
	case d.reckons(source):
		v.due = reckoned(d.im.charter.Calendar, v, service)
	}
}

// reckons says whether the records of a source that come without a deadline get the one that the catalogue's term gives. Those that
// another program sends do, see streamProfile.
func (d *Records) reckons(source string) bool {
	p, err := d.im.profile(source)
	if err != nil || p.Kind != "" {
		p = streamProfile(source)
	}
	return p.Deadline.Missing == wordTerm
}

// formMoment is a moment as the form's fields show it.
const formMoment = "2006-01-02T15:04"

// written turns what a form's field holds into what a record judge reads. A field shows neither seconds nor which of the two hours it was
// when the clocks were set back: what still says the same minute as what is held is what is held.
func (d *Records) written(s string, held *time.Time) string {
	zone := d.im.charter.Location()
	if held != nil && held.In(zone).Format(formMoment) == s {
		return held.In(zone).Format(time.RFC3339Nano)
	}
	shown, err := time.Parse(formMoment, s)
	if err != nil {
		return s
	}
	return instant(shown, zone).Format(time.RFC3339)
}
