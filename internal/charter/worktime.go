package charter

import "time"

// Opening gives the moment at which the office opens, or would open, on the day.
func (c *Calendar) Opening(d Date) time.Time { return c.at(d, c.hours.Opens) }

// Closing gives the moment at which the office closes, or would close, on the day.
func (c *Calendar) Closing(d Date) time.Time { return c.at(d, c.hours.Closes) }

// at gives a moment of a day on the municipality's clock, in its time zone.
func (c *Calendar) at(d Date, minutes int) time.Time {
	return time.Date(d.Year, d.Month, d.Day, minutes/60, minutes%60, 0, 0, c.location)
}

// InOfficeHours says whether the office is open at the moment; it is at its opening and no longer at its closing.
func (c *Calendar) InOfficeHours(t time.Time) bool {
	d := c.CivilDay(t)
	return c.IsWorking(d) && !t.Before(c.Opening(d)) && t.Before(c.Closing(d))
}

// WorkingTime gives the time during which the office was open between two moments; none when to is not later than from.
func (c *Calendar) WorkingTime(from, to time.Time) time.Duration {
	var sum time.Duration
	last := c.CivilDay(to)
	for d := c.CivilDay(from); !d.After(last); d = d.AddDays(1) {
		if !c.IsWorking(d) {
			continue
		}
		opens, closes := laterMoment(c.Opening(d), from), earlierMoment(c.Closing(d), to)
		if closes.After(opens) {
			sum += closes.Sub(opens)
		}
	}
	return sum
}

func laterMoment(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlierMoment(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
