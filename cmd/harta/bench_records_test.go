package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"
)

// loading is what it took to load one file.
type loading struct {
	what  string
	rate  float64 // rows a second
	spent spent   // on a row
	peak  int64   // bytes of the program's memory
}

// loaded measures what loads a file.
func (s *soak) loaded(what string, rows int, work func()) loading {
	s.atRest()
	peak, before := s.watchMemory(), s.spent()
	l := loading{what: what, rate: s.timed(rows, work)}
	spent, n := s.spent().minus(before), time.Duration(rows)
	l.spent.program, l.spent.engine, l.peak = spent.program/n, spent.engine/n, peak()
	s.t.Log(l)
	return l
}

func (l loading) String() string {
	return fmt.Sprintf("%s: %.0f rows/s; processor time of a row: %v in the program, %v in its engine", l.what, l.rate,
		l.spent.program.Round(100*time.Nanosecond), l.spent.engine.Round(100*time.Nanosecond))
}

// measureFiles measures the imports of files into an empty house, and the memory that a long file takes. It ends the program.
func (s *soak) measureFiles(b *benchTable, rows int) {
	files, idle := s.writeBenchFiles(rows), s.memory()
	csv := s.loaded("CSV", rows, func() { s.benchImport(files.csv) })
	again := s.loaded("the same CSV again", rows, func() { s.benchImport(files.csv) })
	book := s.loaded("XLSX", rows, func() { s.benchImport(files.book) })
	s.stop()
	s.againstEngine(b, "CSV records, whole path", csv, bareCSVLoad, files.csv, 2*rows)
	for _, l := range []loading{csv, book} {
		b.atMost(fmt.Sprintf("memory above idle, %s of %d rows", l.what, rows), float64(l.peak-idle)/(1<<20), "MB", 300)
	}
	for _, l := range []loading{csv, again, book} {
		b.note(l.String())
	}
}

// measureStream measures the API, likewise.
func (s *soak) measureStream(b *benchTable, rows int) {
	files, idle := s.writeBenchFiles(rows), s.memory()
	stream := s.loaded("NDJSON", rows, func() { s.benchStream(files.json); s.drained() })
	again := s.loaded("the same NDJSON again", rows, func() { s.benchStream(files.json); s.drained() })
	s.stop()
	s.againstEngine(b, "NDJSON records, whole path", stream, bareJSONLoad, files.json, rows)
	b.note(stream.String())
	b.note(again.String())
	b.atMost(fmt.Sprintf("memory above idle, NDJSON of %d rows", rows), float64(stream.peak-idle)/(1<<20), "MB", 300)
}

// againstEngine sets a rate beside that at which the engine reads the same file by itself, and counts what is stored.
func (s *soak) againstEngine(b *benchTable, what string, l loading, statement, path string, want int) {
	s.inside(func(h *house) {
		soakMust(s.t, settledEngine(h))
		bare := s.timed(wantedNumber(benchRows, usualRows), func() { s.bareLoad(h, statement, path) })
		b.ratio(what, l.rate, "rows/s", "engine from the file", bare, 0.10)
		var stored uint64
		soakMust(s.t, h.facts.Report.QueryRow(context.Background(), "SELECT count() FROM records FINAL").Scan(&stored))
		if stored != uint64(want) {
			s.t.Errorf("%d records are stored, want %d", stored, want)
		}
	})
}

// settledEngine waits until the engine merges nothing any more.
func settledEngine(h *house) error {
	for quiet := 0; quiet < 4; time.Sleep(500 * time.Millisecond) {
		var merges uint64
		if err := h.facts.Report.QueryRow(context.Background(), "SELECT count() FROM system.merges").Scan(&merges); err != nil {
			return err
		}
		if quiet++; merges > 0 {
			quiet = 0
		}
	}
	return nil
}

func (s *soak) benchImport(path string) {
	cmd := exec.Command(os.Args[0], "--data", s.folder, "import", "records", "--profile", "la311", path)
	cmd.Env = append(os.Environ(), "HARTA_TEST_AS_PROGRAM=1", "HARTA_LANG=en")
	if out, err := cmd.CombinedOutput(); err != nil {
		s.t.Fatalf("import: %v\n%s", err, out)
	}
}

func (s *soak) benchStream(path string) {
	f, err := os.Open(path)
	soakMust(s.t, err)
	defer f.Close()
	r, err := http.NewRequest(http.MethodPost, "http://"+s.address+"/api/v1/records?source=bench", f)
	soakMust(s.t, err)
	r.Header.Set("Content-Type", "application/x-ndjson")
	r.Header.Set("Authorization", "Bearer "+s.key)
	answer, err := http.DefaultClient.Do(r)
	soakMust(s.t, err)
	defer answer.Body.Close()
	head, _ := io.ReadAll(io.LimitReader(answer.Body, 300))
	if answer.StatusCode != http.StatusOK {
		s.t.Fatalf("stream: %d %s", answer.StatusCode, head)
	}
	_, _ = io.Copy(io.Discard, answer.Body)
}

// The yardsticks of the records: the engine reads the same file into a table of the same form by itself.
const (
	bareCSVLoad = `INSERT INTO bench (source, number, version, service, department, channel, received, received_day, finished, outcome)
		SELECT 'bench', srnumber, 1, requesttype, owner, requestsource, parseDateTime(createddate, '%m/%d/%y %H:%i'), toDate(received),
			parseDateTime(closeddate, '%m/%d/%y %H:%i'), 'completed'
		FROM (SELECT *, parseDateTime(createddate, '%m/%d/%y %H:%i') AS received FROM file('FILE', 'CSVWithNames', 'srnumber String, requesttype String,
			status String, createddate String, updateddate String, servicedate String, closeddate String, requestsource String, owner String,
			anonymous String, apc String'))`
	bareJSONLoad = `INSERT INTO bench (source, number, version, service, department, channel, received, received_day, finished, outcome)
		SELECT 'bench', number, version, service, department, channel, parseDateTimeBestEffort(received) AS at, toDate(at),
			parseDateTimeBestEffort(finished), outcome
		FROM file('FILE', 'JSONEachRow', 'number String, version UInt64, service String, department String, channel String, received String,
			finished String, outcome String')`
)

func (s *soak) bareLoad(h *house, statement, path string) {
	ctx := context.Background()
	soakMust(s.t, h.facts.Insert.Exec(ctx, "DROP TABLE IF EXISTS bench SYNC"))
	soakMust(s.t, h.facts.Insert.Exec(ctx, "CREATE TABLE bench AS records"))
	soakMust(s.t, h.facts.Insert.Exec(ctx, strings.ReplaceAll(statement, "FILE", path)))
}
