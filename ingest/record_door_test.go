package ingest

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"harta/internal/fault"
)

// senderKey is the API key of the tests.
var senderKey = uuid.MustParse("0198f3c0-0000-7000-8000-000000000001")

// recordDoor is the door for records with a spool and a loader of its own.
type recordDoor struct {
	*world
	door   *Records
	loader *Loader
}

func (w *world) recordDoor() *recordDoor {
	w.t.Helper()
	spool, err := OpenSpool(filepath.Join(w.dir, "spool-"+uuid.NewString()+".db"), SpoolOptions{Clock: w.clock, Log: quiet()})
	must(w.t, err)
	w.t.Cleanup(func() { _ = spool.Close() })
	loader := NewLoader(w.ch, spool, nil, w.clock, quiet())
	return &recordDoor{world: w, door: NewRecords(spool, w.im, loader), loader: loader}
}

// send sends lines as one block and gives what became of each, in short.
func (d *recordDoor) send(lines ...string) []string {
	d.t.Helper()
	outcomes, err := d.door.Stream(senderKey, "docs").Take(context.Background(), entries(lines...))
	must(d.t, err)
	return shorten(outcomes)
}

func entries(lines ...string) []Entry {
	list := make([]Entry, len(lines))
	for i, l := range lines {
		list[i] = Entry{Line: int64(i + 1), JSON: []byte(l)}
	}
	return list
}

func shorten(outcomes []Outcome) []string {
	list := make([]string, len(outcomes))
	for i, o := range outcomes {
		list[i] = o.Status
		if o.Fault != nil {
			list[i] += " " + o.Fault.Field + " " + o.Fault.Code
		}
	}
	return list
}

func (d *recordDoor) deliver() {
	d.t.Helper()
	must(d.t, d.loader.Flush(context.Background()))
}

// sent is a record received on a day of 2026, as JSON; more is put into it as it is.
func sent(number string, version int, received, more string) string {
	return fmt.Sprintf(`{"number":%q,"version":%d,"service":"Данъчна оценка","received":%q%s}`, number, version, received, more)
}

func wantOutcomes(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("outcomes %q, want %q", got, want)
	}
}

func TestRecordsAreTakenOnce(t *testing.T) {
	d := newWorld(t).recordDoor()
	first := sent("A-1", 1, "2026-03-02T09:00:00+02:00", "")
	for _, delivered := range []bool{false, true} {
		want := StatusAccepted
		if delivered {
			d.deliver()
			want = StatusAlready
		}
		wantOutcomes(t, d.send(first, first), want, StatusAlready)
		wantOutcomes(t, d.send(first), StatusAlready)
	}
	second := sent("A-1", 2, "2026-03-02T09:00:00+02:00", `,"finished":"2026-03-09","outcome":"completed"`)
	wantOutcomes(t, d.send(second, first, second), StatusAccepted, StatusOlder, StatusAlready)
	wantOutcomes(t, d.send(sent("A-1", 2, "2026-03-02T09:00:00+02:00", "")), "rejected  record_version_conflict")
	d.deliver()
	wantOutcomes(t, d.send(first, second, sent("A-1", 2, "2026-03-03", "")), StatusOlder, StatusAlready, "rejected  record_version_conflict")
	d.deliver()
	if got := d.ask("SELECT number, source_version, outcome, toString(finished) FROM records FINAL"); !slices.Equal(got, []string{"A-1\t2\tcompleted\t2026-03-08 22:00:00.000"}) {
		t.Errorf("held %q", got)
	}
	if n := d.number("SELECT count() FROM record_versions FINAL"); n != 2 {
		t.Errorf("%v versions in the history, want 2", n)
	}
}

// A correction that moves the month leaves the old one, also when both versions wait for the same delivery.
func TestRecordMovesItsMonth(t *testing.T) {
	for _, between := range []bool{true, false} {
		d := newWorld(t).recordDoor()
		for v, day := range []string{"2026-01-31", "2026-02-01", "2026-03-05", "2026-01-30"} {
			wantOutcomes(t, d.send(sent("M", v+1, day, "")), StatusAccepted)
			if between {
				d.deliver()
			}
		}
		d.deliver()
		got := d.ask("SELECT received_day, source_version FROM records FINAL SETTINGS do_not_merge_across_partitions_select_final = 1")
		if !slices.Equal(got, []string{"2026-01-30\t4"}) {
			t.Errorf("delivered between: %v; held %q", between, got)
		}
	}
}

// An insert may be carried out for some months and not for others. Were a record's step over a third month among what is put down, its
// end there could be kept and its end in the first month not; then the first would be held for ever beside the last.
func TestRecordMovesOnceHoweverOftenItWasSent(t *testing.T) {
	d := newWorld(t).recordDoor()
	must(t, d.ch.Insert.Exec(t.Context(), "SYSTEM STOP MERGES "+d.ch.Database()+".records"))
	wantOutcomes(t, d.send(sent("M", 1, "2026-01-31", "")), StatusAccepted)
	d.deliver()
	wantOutcomes(t, d.send(sent("M", 2, "2026-02-01", ""), sent("M", 3, "2026-03-05", "")), StatusAccepted, StatusAccepted)
	d.deliver()
	got := d.ask("SELECT received_day, source_version, is_deleted FROM records ORDER BY version")
	if want := []string{"2026-01-31\t1\t0", "2026-01-31\t1\t1", "2026-03-05\t3\t0"}; !slices.Equal(got, want) {
		t.Errorf("put down %q, want %q", got, want)
	}
	if got := d.ask("SELECT source_version, verdict FROM record_versions FINAL ORDER BY source_version"); !slices.Equal(got, []string{"1\tnew", "2\treplaced", "3\treplaced"}) {
		t.Errorf("arrived %q", got)
	}
}

// Files and the API share one ledger: whichever comes first, the greater version of a source wins.
func TestRecordsAndFilesShareTheLedger(t *testing.T) {
	w := newWorld(t)
	d := w.recordDoor()
	w.importFile("la311", w.file("a.csv", csvOf(laLine("N-1", "Bulky Items", "3/1/26 8:00", "3/4/26 8:00", ""))))
	line := func(version string) string {
		return `{"source":"la311","number":"N-1","service":"Bulky Items","received":"2026-02-27","version":"` + version + `"}`
	}
	wantOutcomes(t, d.send(line("2026-03-02T00:00:00-08:00")), StatusOlder)
	wantOutcomes(t, d.send(line("2026-04-02T00:00:00-08:00")), StatusAccepted)
	d.deliver()
	if got := d.ask("SELECT received_day, service FROM records FINAL"); len(got) != 1 || !strings.HasPrefix(got[0], "2026-02-27\tx-") {
		t.Errorf("held %q", got)
	}
	again := w.importFile("la311", w.file("b.csv", csvOf(laLine("N-1", "Bulky Items", "3/1/26 8:00", "3/5/26 8:00", ""))))
	if again.Counts.Older != 1 {
		t.Errorf("counts %+v", again.Counts)
	}
	if n := w.number("SELECT count() FROM record_versions FINAL"); n != 4 {
		t.Errorf("%v versions in the history, want 4", n)
	}
}

// Whatever the order and the cuts, whoever sends, and wherever a delivery is interrupted, the greatest version is held and every
// version is in the history.
func TestGreatestVersionWinsProperty(t *testing.T) {
	w := newWorld(t)
	conn := &brittleConn{Conn: w.ch.Insert}
	conn.mended()
	w.ch.Insert = conn
	d := w.recordDoor()
	few(t, 25)
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		greatest, all := map[string]int{}, map[string]bool{}
		for range rapid.IntRange(1, 4).Draw(rt, "blocks") {
			var block []string
			for range rapid.IntRange(1, 5).Draw(rt, "lines") {
				number := fmt.Sprintf("R%d-%d", round, rapid.IntRange(0, 2).Draw(rt, "number"))
				v := rapid.IntRange(1, 6).Draw(rt, "version")
				day := fmt.Sprintf("2026-0%d-10", v%3+1) // a function of the version: the same version says the same
				block = append(block, sent(number, v, day, ""))
				greatest[number] = max(greatest[number], v)
				all[fmt.Sprintf("%s/%d", number, v)] = true
			}
			by := rapid.SampledFrom([]uuid.UUID{senderKey, {1}}).Draw(rt, "sender")
			outcomes, err := d.door.Stream(by, "docs").Take(context.Background(), entries(block...))
			must(t, err)
			for _, o := range shorten(outcomes) {
				if strings.HasPrefix(o, StatusRejected) {
					rt.Fatalf("outcome %q", o)
				}
			}
			if rapid.Bool().Draw(rt, "deliver") {
				d.door.atOnce = rapid.SampledFrom([]int{1, 1200, recordsAtOnce}).Draw(rt, "at once")
				d.door.putBytes = rapid.SampledFrom([]int{1, 2500, recordsPut}).Draw(rt, "put")
				conn.left.Store(rapid.Int64Range(0, 12).Draw(rt, "writes"))
				_ = d.loader.Flush(context.Background())
				conn.mended()
			}
		}
		d.deliver()
		var want []string
		for number, v := range greatest {
			want = append(want, fmt.Sprintf("%s\t%d\t2026-0%d-10", number, v, v%3+1))
		}
		slices.Sort(want)
		like := fmt.Sprintf("number LIKE 'R%d-%%'", round)
		got := d.ask("SELECT number, source_version, received_day FROM records FINAL WHERE " + like +
			" ORDER BY number SETTINGS do_not_merge_across_partitions_select_final = 1")
		if !slices.Equal(got, want) {
			rt.Fatalf("held %q, want %q", got, want)
		}
		if n := d.number("SELECT uniqExact(number, source_version) FROM record_versions WHERE " + like); int(n) != len(all) {
			rt.Fatalf("%v versions in the history, want %d", n, len(all))
		}
	})
}

// What the same items leave is the same, whatever was delivered of them before a crash.
func TestRecordsDeliveredAgainChangeNothing(t *testing.T) {
	d := newWorld(t).recordDoor()
	d.send(sent("C-1", 1, "2026-01-10", ""), sent("C-1", 2, "2026-02-10", ""), sent("C-2", 7, "2026-01-11", ""))
	items, err := d.loader.spool.next(context.Background(), kindRecords, 10, math.MaxInt64)
	must(t, err)
	if len(items) != 1 {
		t.Fatalf("%d items wait, want one for a block", len(items))
	}
	const state = "SELECT number, source_version, received_day FROM records FINAL ORDER BY number"
	for range 3 {
		done, err := d.door.deliver(context.Background(), items)
		if err != nil || len(done.delivered) != 1 || len(done.refused) != 0 {
			t.Fatalf("settled %+v, %v", done, err)
		}
		if got := d.ask(state); !slices.Equal(got, []string{"C-1\t2\t2026-02-10", "C-2\t7\t2026-01-11"}) {
			t.Fatalf("held %q", got)
		}
	}
	if n := d.number("SELECT count() FROM record_versions FINAL"); n != 3 {
		t.Errorf("%v versions in the history, want 3", n)
	}
}

func TestItemThatIsNoRecordIsKeptApart(t *testing.T) {
	d := newWorld(t).recordDoor()
	_, err := d.loader.spool.Put(context.Background(), Item{Kind: kindRecords, ID: "bad", Payload: []byte(`{"record":5}`), FirstWins: true})
	must(t, err)
	d.send(sent("G-1", 1, "2026-01-10", ""))
	d.deliver()
	st, err := d.loader.spool.State(context.Background())
	must(t, err)
	if st.Waiting != 0 || st.Rejected != 1 {
		t.Errorf("state %+v", st)
	}
	if n := d.number("SELECT count() FROM records FINAL"); n != 1 {
		t.Errorf("%v records, want the good one", n)
	}
}

func TestRecordsAreAcceptedWithoutClickHouse(t *testing.T) {
	w := newWorld(t)
	d := w.recordDoor()
	kept := w.im.ch
	w.im.ch = nil
	line := sent("W-1", 5, "2026-01-10", "")
	wantOutcomes(t, d.send(line, sent("W-1", 4, "2026-01-10", "")), StatusAccepted, StatusOlder)
	wantOutcomes(t, d.send(line, sent("W-1", 5, "2026-01-11", "")), StatusAlready, "rejected  record_version_conflict")
	w.im.ch = kept
	d.deliver()
	if got := d.ask("SELECT number, source_version FROM records FINAL"); !slices.Equal(got, []string{"W-1\t5"}) {
		t.Errorf("held %q", got)
	}
}

func TestNothingIsAcceptedThatIsNotOnDisk(t *testing.T) {
	d := newWorld(t).recordDoor()
	must(t, d.loader.spool.Close())
	out, err := d.door.Stream(senderKey, "docs").Take(context.Background(), entries(sent("D", 1, "2026-01-10", "")))
	if f, ok := fault.As(err); !ok || f.Kind != fault.KindUnavailable || out != nil {
		t.Errorf("outcomes %v, error %v", out, err)
	}
	if _, known := d.door.pending.find(keyOfRecord("docs", "D")); known {
		t.Error("a record that was not stored is remembered as stored")
	}
}
