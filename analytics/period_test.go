package analytics_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"harta/analytics"
)

// deeds are facts of every kind.
type deeds struct {
	answers       []answer
	records       []record
	complaints    []complaint
	consultations []advice
}

// load brings the facts in one delivery of each kind.
func (d deeds) load(t *testing.T, l *lab) {
	t.Helper()
	l.answers(t, d.answers...)
	l.records(t, d.records...)
	l.complaints(t, d.complaints...)
	l.advice(t, d.consultations...)
}

// busy makes two springs of answers, records, complaints and consultations that differ in everything that is counted.
func busy() (d deeds) {
	offices, topics := []string{"a", "b", "c"}, []string{"delay", "queue", "fees"}
	for i := range 240 {
		// A stride that meets every day of both periods; the later one has its own order of groups.
		moment := day(time.January, 5+(i*7)%118, 10).Add(time.Duration(i%50) * time.Minute)
		group := i % 3 * (i % 2)
		if moment.Month() >= time.March {
			group = 2 - group
		}
		d.answers = append(d.answers, answer{ID: uuid.New(), Moment: moment, Score: uint8(1 + i*i%5), Office: offices[group]})
		r := record{Number: fmt.Sprint(i), Received: moment, Due: moment.AddDate(0, 0, 5), Department: offices[group]}
		if i%4 > 0 {
			r.Finished = moment.Add(time.Duration(1+i%9) * 20 * time.Hour)
		}
		d.records = append(d.records, r)
		c := complaint{ID: uuid.New(), Category: topics[group], Received: moment, Deadline: moment.AddDate(0, 0, 12)}
		if i%5 > 0 {
			c.Answered = moment.Add(time.Duration(1+i%16) * 20 * time.Hour)
		}
		d.complaints = append(d.complaints, c)
		d.consultations = append(d.consultations, advice{ID: uuid.New(), Moment: moment, Topic: topics[group], Channel: "phone", Minutes: uint16(1 + i%23)})
	}
	return d
}

// What a table says of the period before is what a report on that period says itself, in every figure of every report.
func TestThePeriodBeforeSaysTheSameItself(t *testing.T) {
	l := newLab(t)
	busy().load(t, l)
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

// former are wrong versions of every third fact, which the facts themselves correct.
func (d deeds) former() (old, right deeds) {
	right = deeds{slices.Clone(d.answers), slices.Clone(d.records), slices.Clone(d.complaints), slices.Clone(d.consultations)}
	for i := 0; i < len(d.answers); i += 3 {
		a, r, c, k := d.answers[i], d.records[i], d.complaints[i], d.consultations[i]
		right.answers[i].Version, right.records[i].Version, right.complaints[i].Version, right.consultations[i].Version = 2, 2, 2, 2
		a.Reason, a.Score = "burst", 3
		r.Finished, r.Department = time.Time{}, "wrong"
		c.Answered, c.Category = time.Time{}, "wrong"
		k.Minutes, k.Topic = 99, "wrong"
		old.answers, old.records = append(old.answers, a), append(old.records, r)
		old.complaints, old.consultations = append(old.complaints, c), append(old.consultations, k)
	}
	return old, right
}

// parts deals the facts out at random.
func (d deeds) parts(random *rand.Rand, n int) []deeds {
	parts := make([]deeds, n)
	for _, i := range random.Perm(len(d.answers)) {
		p := &parts[random.IntN(n)]
		p.answers, p.records = append(p.answers, d.answers[i]), append(p.records, d.records[i])
		p.complaints, p.consultations = append(p.complaints, d.complaints[i]), append(p.consultations, d.consultations[i])
	}
	return parts
}

// The same facts give the same tables, in whatever order and deliveries they come, twice, or as corrections of what was wrong before.
func TestTheWayFactsCameDoesNotMatter(t *testing.T) {
	once, often := newLab(t), newLab(t)
	d := busy()
	d.load(t, once)
	random := rand.New(rand.NewPCG(1, 9))
	old, right := d.former()
	deliveries := slices.Concat(right.parts(random, 4), old.parts(random, 3), right.parts(random, 2))
	random.Shuffle(len(deliveries), func(i, j int) { deliveries[i], deliveries[j] = deliveries[j], deliveries[i] })
	for _, part := range deliveries {
		part.load(t, often)
	}
	f := custom("2026-03-01", "2026-04-30", "2026-05-20 10:00")
	f.Compare = analytics.ComparePrevious
	for _, report := range analytics.Reports() {
		a, errA := json.Marshal(once.run(t, report.Key, f))
		b, errB := json.Marshal(often.run(t, report.Key, f))
		if errA != nil || errB != nil || string(a) != string(b) {
			t.Errorf("%s:\n%s\n%s (%v, %v)", report.Key, a, b, errA, errB)
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
