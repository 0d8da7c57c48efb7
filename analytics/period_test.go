package analytics_test

import (
	"fmt"
	"testing"
	"time"

	"harta/analytics"
)

// busy fills a lab with two springs of answers, records, complaints and consultations that differ in everything that is counted.
func busy(t *testing.T, l *lab) {
	t.Helper()
	offices, topics := []string{"a", "b", "c"}, []string{"delay", "queue", "fees"}
	var (
		answers       []answer
		records       []record
		complaints    []complaint
		consultations []advice
	)
	for i := range 240 {
		// A stride that meets every day of both periods; the later one has its own order of groups.
		moment := day(time.January, 5+(i*7)%118, 10).Add(time.Duration(i%50) * time.Minute)
		group := i % 3 * (i % 2)
		if moment.Month() >= time.March {
			group = 2 - group
		}
		answers = append(answers, answer{Moment: moment, Score: uint8(1 + i*i%5), Office: offices[group]})
		r := record{Number: fmt.Sprint(i), Received: moment, Due: moment.AddDate(0, 0, 5), Department: offices[group]}
		if i%4 > 0 {
			r.Finished = moment.Add(time.Duration(1+i%9) * 20 * time.Hour)
		}
		records = append(records, r)
		c := complaint{Category: topics[group], Received: moment, Deadline: moment.AddDate(0, 0, 12)}
		if i%5 > 0 {
			c.Answered = moment.Add(time.Duration(1+i%16) * 20 * time.Hour)
		}
		complaints = append(complaints, c)
		consultations = append(consultations, advice{Moment: moment, Topic: topics[group], Channel: "phone", Minutes: uint16(1 + i%23)})
	}
	l.answers(t, answers...)
	l.records(t, records...)
	l.complaints(t, complaints...)
	l.advice(t, consultations...)
}

// What a table says of the period before is what a report on that period says itself, in every figure of every report.
func TestThePeriodBeforeSaysTheSameItself(t *testing.T) {
	l := newLab(t)
	busy(t, l)
	f := custom("2026-03-01", "2026-04-30", "2026-05-20 10:00")
	f.Compare = analytics.ComparePrevious
	earlier, ok := f.Comparison()
	if !ok {
		t.Fatal("no comparison")
	}
	for _, report := range analytics.Reports() {
		if report.Backlog {
			continue // its rows are those that are open now
		}
		both, alone := l.run(t, report.Key, f), l.run(t, report.Key, earlier)
		compared := 0
		same := func(name string, told, said []analytics.Cell) {
			for i := range said {
				compared++
				if a, b := cellText(told[i]), cellText(said[i]); a != b {
					t.Errorf("%s, %s, %s: %s, and %s by itself", report.Key, name, both.Columns[i].Measure.Key, a, b)
				}
			}
		}
		same("total", both.Total.Before, alone.Total.Cells)
		for i, r := range alone.Rows {
			told := both.Rows[min(i, len(both.Rows)-1)] // months stand in their order, the earlier one beside the later one
			if report.Dimension != "month" {
				told = row(t, both, r.Key)
			}
			same(r.Key, told.Before, r.Cells)
		}
		if compared == 0 {
			t.Errorf("%s: nothing was compared", report.Key)
		}
	}
}

// cellText writes a cell with the values behind its pointers.
func cellText(c analytics.Cell) string {
	text := fmt.Sprint(c.State, " ", c.N)
	for _, x := range []*float64{c.Value, c.Low, c.High} {
		if x == nil {
			text += " -"
			continue
		}
		text += fmt.Sprintf(" %.9g", *x)
	}
	return text
}
