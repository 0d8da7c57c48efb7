package ingest

import (
	"cmp"
	"crypto/sha256"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// arrival is a version of a record that some file brings.
type arrival struct {
	number  string
	month   int // of receipt
	minute  int // of the source's version
	service string
}

// drawArrivals gives versions of a few records, no two of one record with the same source version.
func drawArrivals(t *rapid.T) []arrival {
	var list []arrival
	for i := range rapid.IntRange(1, 3).Draw(t, "records") {
		minutes := rapid.SliceOfNDistinct(rapid.IntRange(0, 50), 1, 5, rapid.ID[int]).Draw(t, "versions")
		for _, m := range minutes {
			list = append(list, arrival{
				number: fmt.Sprintf("n%d", i), month: rapid.IntRange(1, 3).Draw(t, "month"), minute: m,
				service: rapid.SampledFrom([]string{"Other", "Bulky Items"}).Draw(t, "service"),
			})
		}
	}
	return list
}

func (a arrival) line(prefix string) string {
	return laLine(prefix+a.number, a.service, fmt.Sprintf("%d/15/20 10:00", a.month), fmt.Sprintf("4/1/20 10:%02d", a.minute), "")
}

// winners are the records that must be held in the end: of each number the greatest version.
func winners(list []arrival) []string {
	best := map[string]arrival{}
	for _, a := range list {
		if b, ok := best[a.number]; !ok || a.minute > b.minute {
			best[a.number] = a
		}
	}
	var out []string
	for _, a := range best {
		at := time.Date(2020, 4, 1, 10, a.minute, 0, 0, losAngeles())
		out = append(out, fmt.Sprintf("%s\t2020-%02d-15\t%d\t%s", a.number, a.month, at.UnixMicro(), a.service))
	}
	slices.Sort(out)
	return out
}

func losAngeles() *time.Location {
	p, err := ProfileByID("la311")
	if err != nil {
		panic(err)
	}
	return p.Location()
}

// Whatever the order in which files bring the versions of records, and however they are cut into files, the same state is held,
// and of each record exactly one row.
func TestOrderOfImportsDoesNotMatter(t *testing.T) {
	w := newWorld(t)
	few(t, 12)
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		arrivals := drawArrivals(rt)
		round++
		prefix := fmt.Sprintf("r%d-", round)
		order := rapid.Permutation(arrivals).Draw(rt, "order")
		for len(order) > 0 {
			n := rapid.IntRange(1, len(order)).Draw(rt, "file")
			lines := make([]string, n)
			for i, a := range order[:n] {
				lines[i] = a.line(prefix)
			}
			w.importFile("la311", w.file("f.csv", csvOf(lines...)))
			order = order[n:]
		}
		got := w.ask(fmt.Sprintf(`SELECT substring(number, %d), toString(received_day), toString(source_version), payload_service
			FROM (SELECT number, received_day, source_version, service FROM records FINAL WHERE startsWith(number, '%s')) AS r
			INNER JOIN (SELECT number AS n, source_version AS v, JSONExtractString(any(payload), 'service_name') AS payload_service
				FROM record_versions GROUP BY n, v) AS p ON r.number = p.n AND r.source_version = p.v
			ORDER BY number`, len(prefix)+1, prefix))
		if want := winners(arrivals); !slices.Equal(got, want) {
			rt.Fatalf("held\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// few bounds a property test that speaks to the engine in every check.
func few(t *testing.T, checks int) {
	t.Helper()
	before := flag.Lookup("rapid.checks").Value.String()
	must(t, flag.Set("rapid.checks", fmt.Sprint(checks)))
	t.Cleanup(func() { must(t, flag.Set("rapid.checks", before)) })
}

// The rule alone, without an engine: folding any order of versions by decide keeps the greatest.
func TestDecideKeepsTheGreatest(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		versions := rapid.SliceOfNDistinct(rapid.Int64Range(-5, 50), 1, 20, rapid.ID[int64]).Draw(rt, "versions")
		contents := rapid.SliceOfN(rapid.IntRange(0, 2), len(versions), len(versions)).Draw(rt, "contents")
		var cur *held
		for i, n := range versions {
			v := &version{sourceVersion: n, content: sha256.Sum256([]byte{byte(contents[i])})}
			switch verdict := decide(v, cur, true); verdict {
			case verdictNew, verdictReplaced:
				if (cur == nil) != (verdict == verdictNew) {
					rt.Fatalf("verdict %s", verdict)
				}
				cur = &held{sourceVersion: n, content: v.content}
			}
			if again := decide(v, cur, true); again == verdictReplaced || again == verdictNew {
				rt.Fatalf("the same version again is %s", again)
			}
		}
		best := slices.MaxFunc(indexes(versions), func(a, b int) int { return cmp.Compare(versions[a], versions[b]) })
		if cur.sourceVersion != versions[best] || cur.content != sha256.Sum256([]byte{byte(contents[best])}) {
			rt.Fatalf("held %d, want %d", cur.sourceVersion, versions[best])
		}
	})
}

func indexes(list []int64) []int {
	out := make([]int, len(list))
	for i := range list {
		out[i] = i
	}
	return out
}

func TestSupersededRows(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var seen sightings
		winner := map[string]sighting{}
		numbers := map[int64]string{}
		for line := range rapid.Int64Range(1, 40).Draw(rt, "lines") {
			v := &version{line: line, sourceVersion: rapid.Int64Range(0, 4).Draw(rt, "version")}
			v.Number = rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(rt, "number")
			numbers[line] = v.Number
			seen.see(v)
			if w, ok := winner[v.Number]; !ok || v.sourceVersion >= w.version {
				winner[v.Number] = sighting{version: v.sourceVersion, line: line}
			}
		}
		lost := seen.superseded()
		for line, number := range numbers {
			by, is := lost[line]
			if is != (winner[number].line != line) || is && by != winner[number].line {
				rt.Fatalf("line %d of %s: superseded by %d, %v; the winner is line %d", line, number, by, is, winner[number].line)
			}
		}
	})
}

// A clock that went back does not make a correction lose against what it corrects.
func TestClockWentBack(t *testing.T) {
	w := newWorld(t)
	w.importFile("la311", w.file("a.csv", csvOf(laLine("n1", "Other", "1/1/20 1:00", "1/2/20 1:00", ""))))
	w.now = w.now.AddDate(-1, 0, 0)
	var err error
	w.im, err = NewImporter(w.ch, w.reg, w.charter, w.dir, w.clock, quiet()) // a new start, which remembers nothing
	must(t, err)
	w.importFile("la311", w.file("b.csv", csvOf(laLine("n1", "Other", "1/1/20 1:00", "1/3/20 1:00", "1/2/20 1:00"))))
	if got := w.ask("SELECT toString(finished) FROM records FINAL"); !slices.Equal(got, []string{"2020-01-02 09:00:00.000"}) {
		t.Errorf("finished %v", got)
	}
}
