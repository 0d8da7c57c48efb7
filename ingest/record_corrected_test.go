package ingest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"harta/internal/charter"
	"harta/internal/register"
)

// termed puts a service with a term of days, and another one with twice as many.
func (d *recordDoor) termed(days int) {
	d.t.Helper()
	for i, id := range []string{"2079", "2080"} {
		must(d.t, d.reg.PutService(context.Background(), register.Service{
			ID: id, Name: charter.Label{"bg": []string{"Данъчна оценка", "Скица"}[i]},
			Terms: []register.Term{
				{OrderSpeed: "ordinary", Term: charter.Term{Amount: days * (i + 1), Unit: charter.Days}},
				{OrderSpeed: "express", Term: charter.Term{Amount: 3, Unit: charter.Days}},
			},
		}))
	}
}

// due is the deadline in force of the only record, by the municipality's clock.
func (d *recordDoor) due() string {
	d.t.Helper()
	got := d.ask("SELECT ifNull(formatDateTime(toTimeZone(due, 'Europe/Sofia'), '%F %R'), 'none') FROM records FINAL SETTINGS do_not_merge_across_partitions_select_final = 1")
	if len(got) != 1 {
		d.t.Fatalf("held %q", got)
	}
	return got[0]
}

// A deadline that was reckoned from the catalogue's term stands in no field of the form; it outlives a correction of something else, and is
// reckoned anew of what a correction changed.
func TestCorrectionKeepsAReckonedDeadline(t *testing.T) {
	d := newWorld(t).recordDoor()
	d.termed(14)
	d.send(sent("K", 10, "2026-05-04T12:00:00+03:00", `,"paused_days":2`))
	d.deliver()
	const reckoned = "2026-05-20 17:30"
	for i, step := range []struct {
		change func(*Correction)
		want   string
	}{
		{func(*Correction) {}, reckoned},
		{func(c *Correction) { c.Channel = "post" }, reckoned},
		{func(c *Correction) { c.OrderSpeed = "express" }, "2026-05-11 17:30"},
		{func(c *Correction) { c.OrderSpeed, c.Service = "ordinary", "2080" }, "2026-06-03 17:30"},
		{func(c *Correction) { c.Received = "2026-05-05T12:00" }, "2026-06-04 17:30"},
	} {
		if i > 0 {
			c := d.correction("K")
			step.change(&c)
			must(t, d.correct(c, begun))
		}
		if got := d.due(); got != step.want {
			t.Errorf("after step %d the deadline is %s, want %s", i, got, step.want)
		}
	}
}

// A record that is closed keeps the term that applied to it, also when the catalogue says another one by now.
func TestCorrectionKeepsTheTermThatApplied(t *testing.T) {
	d := newWorld(t).recordDoor()
	d.termed(14)
	d.send(sent("K", 10, "2026-05-04T12:00:00+03:00", `,"finished":"2026-05-06T12:00:00+03:00"`))
	d.deliver()
	before := d.due()
	d.termed(7)
	c := d.correction("K")
	c.Channel = "post"
	must(t, d.correct(c, begun))
	if got := d.due(); got != before {
		t.Errorf("the deadline was %s and is %s", before, got)
	}
}

// Only a stated deadline can be taken away; then there is none, whatever is corrected later, until one is stated again.
func TestCorrectionTakesAStatedDeadlineAway(t *testing.T) {
	d := newWorld(t).recordDoor()
	d.termed(14)
	d.send(sent("K", 10, "2026-05-04T12:00:00+03:00", `,"due":"2026-05-30T12:00:00+03:00"`))
	d.deliver()
	var got []string
	for _, due := range []string{"2026-05-29T12:00", "", "", "2026-05-28T12:00"} {
		c := d.correction("K")
		c.Due, c.OrderSpeed = due, "express"
		must(t, d.correct(c, begun))
		got = append(got, d.due())
	}
	if want := []string{"2026-05-29 12:00", "none", "none", "2026-05-28 12:00"}; !slices.Equal(got, want) {
		t.Errorf("deadlines %q, want %q", got, want)
	}
}

// A profile that wants no reckoned deadlines gets none by a correction either.
func TestCorrectionReckonsWhereTheProfileDoes(t *testing.T) {
	for missing, want := range map[string]string{wordNone: "none", wordTerm: "2026-05-18 17:30"} {
		d := newWorld(t).recordDoor()
		id, err := d.im.SaveProfile(context.Background(), plainMapping(), "u1")
		must(t, err)
		p, err := d.im.profile(id)
		must(t, err)
		p.Deadline.Missing = missing
		d.importFile(id, d.file("a.csv", "N;R;S;O\nK;2026-05-04 12:00;Скица;open\n"))
		d.termed(14)
		c := d.correctionOf(id, "K")
		c.Service = "2079"
		must(t, d.correct(c, begun))
		if got := d.due(); got != want {
			t.Errorf("missing %s: the deadline is %s, want %s", missing, got, want)
		}
	}
}

// A form shows minutes by the clock on the wall. What it says of a moment unchanged leaves the moment as it is, to the second and in the
// second of the two hours of autumn too; what it says otherwise counts.
func TestCorrectionLeavesMomentsAlone(t *testing.T) {
	d := newWorld(t).recordDoor()
	d.send(sent("K", 10, "2025-10-26T03:30:15.250+02:00", `,"finished":"2025-10-26T03:45:59+02:00","due":"2025-10-27"`))
	d.deliver()
	moments := func() string {
		return d.ask("SELECT arrayStringConcat([toString(received), toString(finished), toString(due)], ' ') FROM records FINAL")[0]
	}
	before := moments()
	c := d.correction("K")
	c.Channel = "post"
	must(t, d.correct(c, begun))
	if got := moments(); got != before {
		t.Errorf("the moments were %s and are %s", before, got)
	}
	c = d.correction("K")
	c.Finished = "2025-10-26T04:10"
	must(t, d.correct(c, begun))
	if got, want := moments(), "2025-10-26 01:30:15.250 2025-10-26 02:10:00.000 2025-10-27 21:59:59.999"; got != want {
		t.Errorf("the moments are %s, want %s", got, want)
	}
}

// A record keeps the civil day on which its source received it, which is not always the municipality's.
func TestCorrectionKeepsTheDayOfTheSource(t *testing.T) {
	d := newWorld(t).recordDoor()
	d.importFile("la311", d.file("a.csv", csvOf(laLine("1-1", "Graffiti", "1/31/20 22:00", "2/1/20 9:00", ""))))
	c := d.correctionOf("la311", "1-1")
	c.Channel = "post"
	must(t, d.correct(c, begun))
	if got := d.ask("SELECT received_day, channel FROM records FINAL"); !slices.Equal(got, []string{"2020-01-31\tpost"}) {
		t.Errorf("held %q", got)
	}
}

// Where the order of import decides, a correction stands above every import that told of the record, those included that changed nothing:
// no undo of a later one brings back what was put right. One that is undone itself stands in nobody's way.
func TestCorrectionSurvivesUndoOfALaterImport(t *testing.T) {
	d := newWorld(t).recordDoor()
	id, err := d.im.SaveProfile(context.Background(), plainMapping(), "u1")
	must(t, err)
	const same = "N;R;S;O\nK;2026-01-05 10:00;Скица;open\n"
	first := d.importFile(id, d.file("a.csv", same))
	d.importFile(id, d.file("b.csv", same+"L;2026-01-05 10:00;Скица;open\n"))
	c := d.correctionOf(id, "K")
	c.Received = "2026-02-05T10:00"
	must(t, d.correct(c, begun))
	held := func() string {
		return strings.Join(d.ask("SELECT received_day, outcome FROM records FINAL WHERE number = 'K' SETTINGS do_not_merge_across_partitions_select_final = 1"), "; ")
	}
	const corrected = "2026-02-05\topen"
	for _, later := range []string{"pending", "open"} {
		third := d.importFile(id, d.file("c.csv", "N;R;S;O\nK;2026-01-05 10:00;Скица;"+later+"\n"))
		if got, want := held(), "2026-01-05\t"+later; got != want {
			t.Errorf("a later file says %q and held is %q", want, got)
		}
		d.undo(third.ID)
		if got := held(); got != corrected {
			t.Errorf("after the undo of a later file held is %q, want %q", got, corrected)
		}
	}
	d.undo(first.ID)
	if got := held(); got != corrected {
		t.Errorf("after the undo of the first file held is %q, want %q", got, corrected)
	}
}

// What a source says in a version above an import that was undone counts again, although somebody put the record right meanwhile.
func TestCorrectionDoesNotStandAboveWhatIsUndone(t *testing.T) {
	d := newWorld(t).recordDoor()
	d.importFile("la311", d.file("a.csv", csvOf(laLine("1-1", "Graffiti", "1/5/20 10:00", "1/5/20 10:00", ""))))
	wrong := d.importFile("la311", d.file("b.csv", csvOf(laLine("1-1", "Graffiti", "1/5/20 10:00", "3/1/20 10:00", ""))))
	d.undo(wrong.ID)
	c := d.correctionOf("la311", "1-1")
	c.Channel = "post"
	must(t, d.correct(c, begun))
	d.importFile("la311", d.file("c.csv", csvOf(laLine("1-1", "Graffiti", "1/5/20 10:00", "2/1/20 10:00", "2/1/20 9:00"))))
	if got := d.ask("SELECT outcome, channel FROM records FINAL"); !slices.Equal(got, []string{"completed\tphone"}) {
		t.Errorf("held %q", got)
	}
}

// plainMapping is a file without a column for versions: number, moment, service and state.
func plainMapping() Mapping {
	return Mapping{
		Name: "Проста", DateOrder: "ymd", TimeZone: "Europe/Sofia",
		Columns: map[Field]string{FieldNumber: "N", FieldReceived: "R", FieldService: "S", FieldOutcome: "O"},
		Words:   map[Field]map[string]string{FieldOutcome: {"open": "open", "pending": "pending"}},
	}
}
