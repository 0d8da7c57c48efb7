package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"harta/internal/fault"
	"harta/internal/register"
)

// An insert whose sender went away is carried out by the server when it likes, perhaps after everything was taken back: what lands then
// changes nothing.
func TestLateInsertOfACancelledImport(t *testing.T) {
	for _, state := range []register.ImportState{register.ImportCancelling, register.ImportStalled} {
		t.Run(string(state), func(t *testing.T) {
			w := newWorld(t)
			ctx := context.Background()
			w.importFile("la311", w.file("a.csv", csvOf(
				laLine("n1", "Other", "1/15/20 10:00", "2/1/20 10:00", ""), laLine("n2", "Other", "1/15/20 10:00", "2/1/20 10:00", ""))))
			before := w.heldByMonth()
			b := w.importFile("la311", w.file("b.csv", csvOf(
				laLine("n1", "Other", "2/15/20 10:00", "3/1/20 10:00", ""), laLine("n2", "Other", "1/16/20 10:00", "2/1/20 10:00", ""),
				laLine("n3", "Other", "1/15/20 10:00", "2/1/20 10:00", ""))))
			after := w.heldByMonth()
			for _, change := range []string{
				"CREATE TABLE late AS records",
				"INSERT INTO late SELECT * FROM records WHERE import_id = '" + b.ID.String() + "'",
				"ALTER TABLE records DELETE WHERE import_id = '" + b.ID.String() + "' SETTINGS mutations_sync = 2",
			} {
				must(t, w.ch.Insert.Exec(ctx, strings.ReplaceAll(change, "late", w.ch.Database()+".late")))
			}
			want := before
			if state == register.ImportStalled {
				b.State, want = state, after
				must(t, w.im.settleOne(ctx, b))
			} else {
				_, err := w.im.cancel(ctx, b, nil)
				if f, ok := fault.As(err); !ok || f.Code != "import_cancelled" {
					t.Fatal(err)
				}
			}
			for _, landed := range []string{"no", "yes"} {
				if got := w.heldByMonth(); !slices.Equal(got, want) {
					t.Errorf("landed: %s; held %q, want %q", landed, got, want)
				}
				must(t, w.ch.Insert.Exec(ctx, "INSERT INTO records SELECT * FROM "+w.ch.Database()+".late"))
			}
		})
	}
}

// heldByMonth are the records that are held, in every month: number and day.
func (w *world) heldByMonth() []string {
	w.t.Helper()
	return w.ask("SELECT number, toString(received_day) FROM records FINAL ORDER BY ALL SETTINGS do_not_merge_across_partitions_select_final = 1")
}

// What an officer put right while an import was interrupted stays right: the rest of the file comes before it.
func TestCorrectionOutlivesAResumedImport(t *testing.T) {
	d := newWorld(t).recordDoor()
	ctx := context.Background()
	id, err := d.im.SaveProfile(ctx, Mapping{Name: "Проста", DateOrder: "ymd", TimeZone: "Europe/Sofia",
		Columns: map[Field]string{FieldNumber: "N", FieldReceived: "R", FieldService: "S", FieldOutcome: "O"},
		Words:   map[Field]map[string]string{FieldOutcome: {"open": "open"}}}, "u1")
	must(t, err)
	d.im.readRows, d.im.putRows = 100, 500
	file := "N;R;S;O\n"
	for i := range 6000 {
		file += fmt.Sprintf("n%05d;2026-01-05 10:00;Скица;open\n", i)
	}
	stopped, stop := context.WithCancel(ctx)
	receipt, err := d.im.Import(stopped, id, d.file("a.csv", file), "a.csv", "u1", func(p Progress) {
		if p.Counts.Rows > 0 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("the import was not interrupted: %v", err)
	}
	list, err := d.door.History(ctx, id, "n00001")
	must(t, err)
	v := list[0]
	must(t, d.correct(Correction{Source: id, Number: "n00001", Seen: v.Version, By: officerID, Reason: "Сгрешен месец", Service: v.Service,
		OrderSpeed: v.OrderSpeed, Outcome: v.Outcome, Received: "2026-02-05T10:00"}, begun))
	must(t, d.im.Resume(ctx))
	done, err := d.reg.ImportByID(ctx, receipt.ID)
	must(t, err)
	if want := counts(6000, 0, 0, 0, 0); done.State != register.ImportDone || done.Counts != want {
		t.Errorf("%s %+v, want %+v", done.State, done.Counts, want)
	}
	if got := d.ask("SELECT received_day FROM records FINAL WHERE number = 'n00001' SETTINGS do_not_merge_across_partitions_select_final = 1"); !slices.Equal(got, []string{"2026-02-05"}) {
		t.Errorf("held %q", got)
	}
}
