package ingest

import (
	"archive/zip"
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// bulkRows are the rows of the files of the benchmarks: HARTA_BENCH_ROWS, or 300,000.
func bulkRows(b *testing.B) int {
	b.Helper()
	text := os.Getenv("HARTA_BENCH_ROWS")
	if text == "" {
		return 300_000
	}
	n, err := strconv.Atoi(text)
	must(b, err)
	return n
}

// bulkLine is a row of a large file: three years of requests, numbered as they came.
func bulkLine(i, rows int) string {
	at := time.Date(2020, 1, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(i) * (3 * 365 * 24 * time.Hour / time.Duration(rows)))
	const form = "1/2/06 15:04"
	return laLine(fmt.Sprintf("1-%09d", i), "Bulky Items", at.Format(form), at.Add(48*time.Hour).Format(form), at.Add(30*time.Hour).Format(form))
}

// bulkFile writes a large file.
func (w *world) bulkFile(rows int) string {
	w.t.Helper()
	path := filepath.Join(w.dir, "bulk.csv")
	f, err := os.Create(path)
	must(w.t, err)
	out := bufio.NewWriter(f)
	fmt.Fprintln(out, laHeader)
	for i := range rows {
		fmt.Fprintln(out, bulkLine(i, rows))
	}
	must(w.t, errors.Join(out.Flush(), f.Close()))
	return path
}

// heapPeak watches the memory in use until it is asked for the most, in bytes above what was there at first.
func heapPeak() (most func() uint64) {
	read := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapInuse
	}
	runtime.GC()
	first := read()
	var peak atomic.Uint64
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for tick := time.NewTicker(20 * time.Millisecond); ; {
			peak.Store(max(peak.Load(), read()))
			select {
			case <-stop:
				tick.Stop()
				return
			case <-tick.C:
			}
		}
	}()
	return func() uint64 {
		close(stop)
		<-stopped
		return peak.Load() - min(first, peak.Load())
	}
}

// BenchmarkUndo takes a large import back.
func BenchmarkUndo(b *testing.B) {
	rows := bulkRows(b)
	for range b.N {
		w := newWorld(b)
		receipt := w.importFile("la311", w.bulkFile(rows))
		peak := heapPeak()
		b.ResetTimer()
		_, err := w.im.Undo(context.Background(), receipt.ID, "u1", nil)
		must(b, err)
		b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "records/s")
		b.ReportMetric(float64(peak()>>20), "MB-heap")
		if n := w.number("SELECT count() FROM records FINAL"); n != 0 {
			b.Fatalf("%v records are left", n)
		}
	}
}

// BenchmarkImport brings the same rows in as a text, as a workbook whose cells hold their texts, and as one whose cells share them.
func BenchmarkImport(b *testing.B) {
	rows := bulkRows(b)
	for _, kind := range []struct {
		name  string
		write func(w *world, rows int) string
	}{{"csv", (*world).bulkFile}, {"xlsx", (*world).bulkWorkbook}, {"xlsx-shared", (*world).bulkShared}} {
		b.Run(kind.name, func(b *testing.B) {
			for range b.N {
				w := newWorld(b)
				path := kind.write(w, rows)
				peak := heapPeak()
				b.ResetTimer()
				receipt := w.importFile("la311", path)
				b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
				b.ReportMetric(float64(peak()>>20), "MB-heap")
				if want := counts(int64(rows), 0, 0, 0, 0); receipt.Counts != want {
					b.Fatalf("%+v", receipt.Counts)
				}
			}
		})
	}
}

// bulkWorkbook writes a large file as a library does that streams: each cell holds its text.
func (w *world) bulkWorkbook(rows int) string {
	w.t.Helper()
	path := filepath.Join(w.dir, "bulk.xlsx")
	f := excelize.NewFile()
	out, err := f.NewStreamWriter("Sheet1")
	must(w.t, err)
	put := func(line int, text string) {
		cells := make([]any, 0, 12)
		for cell := range strings.SplitSeq(text, ",") {
			cells = append(cells, cell)
		}
		at, err := excelize.CoordinatesToCellName(1, line)
		must(w.t, err)
		must(w.t, out.SetRow(at, cells))
	}
	put(1, laHeader)
	for i := range rows {
		put(i+2, bulkLine(i, rows))
	}
	must(w.t, out.Flush())
	must(w.t, f.SaveAs(path))
	must(w.t, f.Close())
	return path
}

// bulkShared writes a large file as Excel does: the cells share their texts, each of which is kept once.
func (w *world) bulkShared(rows int) string {
	w.t.Helper()
	path := filepath.Join(w.dir, "shared.xlsx")
	f, err := os.Create(path)
	must(w.t, err)
	archive := zip.NewWriter(f)
	part := func(name string) *bufio.Writer {
		out, err := archive.Create(name)
		must(w.t, err)
		return bufio.NewWriter(out)
	}
	for name, text := range map[string]string{
		"xl/workbook.xml":            `<workbook><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
	} {
		out := part(name)
		_, err := out.WriteString(text)
		must(w.t, errors.Join(err, out.Flush()))
	}
	places := map[string]int{}
	var texts []string
	out := part("xl/worksheets/sheet1.xml")
	fmt.Fprint(out, `<worksheet><sheetData>`)
	for i := range rows + 1 {
		line := laHeader
		if i > 0 {
			line = bulkLine(i-1, rows)
		}
		fmt.Fprintf(out, `<row r="%d">`, i+1)
		for cell := range strings.SplitSeq(line, ",") {
			at, known := places[cell]
			if !known {
				at = len(texts)
				places[cell], texts = at, append(texts, cell)
			}
			fmt.Fprintf(out, `<c t="s"><v>%d</v></c>`, at)
		}
		fmt.Fprint(out, `</row>`)
	}
	fmt.Fprint(out, `</sheetData></worksheet>`)
	must(w.t, out.Flush())
	out = part("xl/sharedStrings.xml")
	fmt.Fprint(out, `<sst>`)
	for _, text := range texts {
		fmt.Fprintf(out, `<si><t>%s</t></si>`, text)
	}
	fmt.Fprint(out, `</sst>`)
	must(w.t, errors.Join(out.Flush(), archive.Close(), f.Close()))
	return path
}
