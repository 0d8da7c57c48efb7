package town

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// Both encodings say the same, and lose nothing.
func TestSampleEncodings(t *testing.T) {
	town := testTown(t, 6)
	var modern, old bytes.Buffer
	if err := town.SampleCSV(&modern, 300, UTF8); err != nil {
		t.Fatal(err)
	}
	if err := town.SampleCSV(&old, 300, Windows1251); err != nil {
		t.Fatal(err)
	}
	decoded, err := charmap.Windows1251.NewDecoder().Bytes(old.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(modern.String(), "\ufeff")
	if !marked || string(decoded) != text {
		t.Error("the sample differs between the encodings, or has no byte order mark")
	}
	in := csv.NewReader(strings.NewReader(text))
	in.Comma = ';'
	rows, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 301 || !strings.HasPrefix(rows[1][0], sampleRegistry+"-") {
		t.Errorf("%d rows, the first is %v", len(rows), rows[1])
	}
	for _, row := range rows {
		for i, cell := range row {
			if finished := header[i] == "Дата на приключване"; cell == "" && !finished {
				t.Errorf("%s: nothing under %s", row[0], header[i])
			}
		}
	}
	if err := town.SampleCSV(&old, 1, "koi8-r"); err == nil {
		t.Error("wrote an encoding that it does not know")
	}
}

// A failed write is an error and not a short sample.
func TestSampleReportsFailedWrite(t *testing.T) {
	for _, enc := range []Encoding{UTF8, Windows1251} {
		if err := testTown(t, 6).SampleCSV(brokenPipe{}, 5000, enc); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", enc, err)
		}
	}
}

var errBroken = errors.New("broken pipe")

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errBroken }

// The importer takes every row of a sample, beside the town's own.
func TestSampleIsImported(t *testing.T) {
	town := recently(t, 8, 1)
	h := newHouse(t, town.charter)
	ctx := context.Background()
	if err := town.Fill(ctx, h.doors, nil); err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(filepath.Join(t.TempDir(), "sample.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := town.SampleCSV(file, 400, Windows1251); err != nil {
		t.Fatal(err)
	}
	done, err := h.doors.Importer.Import(ctx, Profile, file.Name(), "sample.csv", "officer", nil)
	if err != nil {
		t.Fatal(err)
	}
	if c := done.Counts; c.New != 400 || c.Rejected != 0 {
		t.Errorf("imported: %+v", c)
	}
	catalogue, err := h.doors.Register.Catalogue(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(catalogue.Services()) != len(services) || len(catalogue.Offices()) != len(offices) || len(catalogue.Departments()) != len(departments) {
		t.Error("the import made services, offices or departments that the catalogue has under the same name")
	}
	var late uint64
	err = h.ch.Report.QueryRow(ctx, `SELECT count() FROM records FINAL WHERE due < received OR finished < received
		OR service NOT IN (SELECT service FROM records FINAL WHERE startsWith(number, 'АУ'))`).Scan(&late)
	if err != nil || late > 0 {
		t.Errorf("%d records with impossible moments or unknown services, %v", late, err)
	}
}
