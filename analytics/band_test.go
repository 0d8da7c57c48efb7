package analytics_test

import (
	"math"
	"testing"
	"time"

	"harta/analytics"
)

// The days of a period may cut months in two. The part of a month has the limits of its own number of answers; a count of a part has
// none, because few complaints in four days are nothing out of the ordinary for a month.
func TestNormalRangeOfPartsOfMonths(t *testing.T) {
	l := newLab(t)
	var answers []answer
	var complaints []complaint
	for month := range 24 {
		first := day(time.January, 1, 9).AddDate(-1, month, 0)
		for i := range 28 {
			moment := first.AddDate(0, 0, i)
			answers = append(answers, many(8+month%3, answer{Moment: moment, Score: uint8(2 + 3*min(i%(3+month%2), 1))})...)
			complaints = append(complaints, complaint{Received: moment, Deadline: moment.AddDate(0, 1, 0), Answered: moment.AddDate(0, 0, 7)})
		}
	}
	l.answers(t, answers...)
	l.complaints(t, complaints...)
	f := custom("2025-02-27", "2026-09-04", "2026-11-20 12:00")

	shares := l.run(t, "satisfaction_by_month", f)
	for _, key := range []string{"2025-02", "2025-03", "2026-09"} {
		r := row(t, shares, key)
		whole := row(t, shares, "2025-05") // of 28 days with 9 answers
		if r.Normal == nil || whole.Normal == nil {
			t.Fatalf("%s: %+v", key, r)
		}
		spread := func(r analytics.Row) float64 {
			return (r.Normal.Center - r.Normal.Low) * math.Sqrt(float64(r.Cells[0].N))
		}
		if r.Normal.Low > 0 && math.Abs(spread(r)-spread(whole)) > 1e-9 {
			t.Errorf("%s has %d answers and limits of another number: %+v", key, r.Cells[0].N, r.Normal)
		}
	}
	counts := l.run(t, "complaints_by_month", f)
	for _, r := range counts.Rows {
		cut := r.Key == "2025-02" || r.Key == "2026-09"
		if cut != (r.Normal == nil) {
			t.Errorf("%s: %v complaints, normal %+v", r.Key, *r.Cells[0].Value, r.Normal)
		}
	}
}
