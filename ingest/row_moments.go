package ingest

import (
	"strconv"
	"time"

	"harta/internal/fault"
)

func (c *cells) moments(v *version) {
	received, ok := c.moment(FieldReceived)
	if received.at.IsZero() {
		if ok {
			c.bad(FieldReceived, "", "date_missing", nil)
		}
		return
	}
	v.Received, v.day = received.at.UTC(), civilDay(received.at)
	c.past(FieldReceived, received)
	if due, _ := c.moment(FieldDue); !due.at.IsZero() {
		at := due.at
		if due.day {
			at = endOfDay(at)
		}
		if at.Before(received.at) {
			c.bad(FieldDue, c.raw(FieldDue), "due_before_received", fault.Params{"received": c.raw(FieldReceived)})
		}
		v.Due = utc(at)
	}
	if finished, _ := c.moment(FieldFinished); !finished.at.IsZero() {
		at := finished.at
		// A day without an hour counts from its beginning, but nothing is finished before it came.
		if (finished.day || received.day) && at.Before(received.at) && civilDay(at).Equal(v.day) {
			at = received.at
		}
		if at.Before(received.at) {
			at = laterReading(at) // received in the first of the two hours, finished in the second
		}
		if at.Before(received.at) {
			c.bad(FieldFinished, c.raw(FieldFinished), "finished_before_received", fault.Params{"received": c.raw(FieldReceived)})
		}
		c.past(FieldFinished, finished)
		v.Finished = utc(at)
	}
	c.outcome(v)
}

// outcome completes the outcome from the closing date where the profile says so, and remarks on contradictions. The closing
// date alone decides whether a record is finished.
func (c *cells) outcome(v *version) {
	open := v.Outcome == "open" || v.Outcome == "pending"
	switch {
	case v.Outcome == "" && v.Finished != nil:
		v.Outcome = "completed"
	case v.Outcome == "":
		v.Outcome = "open"
	case v.Finished == nil && !open:
		c.note(FieldFinished, c.raw(FieldOutcome), "finished_missing", fault.Params{"state": c.reader.repeat(FieldOutcome, c.raw(FieldOutcome))})
	case v.Finished != nil && open:
		c.note(FieldOutcome, c.raw(FieldOutcome), "finished_while_open", fault.Params{"finished": c.raw(FieldFinished), "state": c.reader.repeat(FieldOutcome, c.raw(FieldOutcome))})
	}
}

func (c *cells) raw(f Field) string {
	s, _ := c.at(f)
	return s
}

// moment reads a date; ok is false when the cell is there and wrong, which is then noted.
func (c *cells) moment(f Field) (m moment, ok bool) {
	s := c.raw(f)
	if s == "" {
		return moment{}, true
	}
	m, bad := c.reader.parseMoment(f, oneLine(s))
	if bad != nil {
		c.bad(f, s, bad.Code, bad.Params)
		return moment{}, false
	}
	return m, true
}

// parseMoment reads a date as the profile's patterns have it. A workbook's own dates come in one form whatever the profile says,
// and a date that lost its number format is still a number of days.
func (r *rowReader) parseMoment(f Field, value string) (moment, *fault.Error) {
	if r.source.table == nil || r.source.Format != formatXLSX {
		return r.profile.parseMoment(f, value)
	}
	if m, bad := r.profile.parse(value, workbookLayouts); bad == nil || bad.Code != "date_malformed" {
		return m, bad
	}
	if serial, err := strconv.ParseFloat(value, 64); err == nil {
		if t, ok := r.source.from.moment(serial); ok {
			return r.profile.parse(t.Format(isoMoment), workbookLayouts)
		}
	}
	return r.profile.parseMoment(f, value)
}

// workbookLayouts are the forms in which xlsxRows hands dates on.
var workbookLayouts = layoutsOf("yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd")

// past refuses a moment that has not come yet.
func (c *cells) past(f Field, m moment) {
	if m.at.After(c.reader.now.Add(futureSlack)) {
		c.bad(f, c.raw(f), "date_in_future", nil)
	}
}

func utc(t time.Time) *time.Time {
	t = t.UTC()
	return &t
}
