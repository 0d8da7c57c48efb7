package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"harta/internal/fault"
	"harta/internal/register"
)

// rowErrorCases are cells that spoil their row, with the code that says why.
var rowErrorCases = []struct{ name, column, value, code string }{
	{"no number", "Рег. №", "", "number_missing"},
	{"long number", "Рег. №", strings.Repeat("1", 65), "value_too_long"},
	{"no receipt", "Дата на регистриране", "", "date_missing"},
	{"31 February", "Дата на регистриране", "31.02.2026 10:00", "date_impossible"},
	{"29 February of a common year", "Дата на регистриране", "29.02.2026", "date_impossible"},
	{"hour 25", "Дата на регистриране", "05.01.2026 25:00", "date_impossible"},
	{"no date", "Дата на регистриране", "вчера", "date_malformed"},
	{"American date", "Дата на регистриране", "1/5/2026 10:00", "date_malformed"},
	{"year 1026", "Дата на регистриране", "05.01.1026 10:00", "date_too_early"},
	{"next year", "Дата на регистриране", "05.01.2027 10:00", "date_in_future"},
	{"closing before receipt", "Дата на приключване", "04.01.2026 10:00", "finished_before_received"},
	{"closing a minute before receipt", "Дата на приключване", "05.01.2026 10:29", "finished_before_received"},
	{"closing tomorrow", "Дата на приключване", "05.01.2027 10:00", "date_in_future"},
	{"deadline before receipt", "Срок", "04.01.2026", "due_before_received"},
	{"no deadline in the words of some systems", "Срок", "31.12.9999", "date_too_late"},
	{"unknown channel", "Начин на подаване", "с пощенски гълъб", "channel_unknown"},
	{"no channel", "Начин на подаване", "", "channel_missing"},
	{"unknown speed", "Вид поръчка", "мигновена", "order_speed_unknown"},
	{"unknown state", "Състояние", "забравена", "outcome_unknown"},
	{"no service", "Наименование на услугата", " ", "service_missing"},
	{"control character", "Наименование на услугата", "Ски\x01ца", "bad_character"},
	{"no version", "Последна промяна", "", "version_missing"},
	{"bad version", "Последна промяна", "x", "date_malformed"},
	{"negative pause", "Дни спряно производство", "-1", "number_malformed"},
	{"neither yes nor no", "Анонимна", "може би", "yes_no_unknown"},
}

func TestRowErrors(t *testing.T) {
	base := map[string]string{
		"Рег. №": "1", "Дата на регистриране": "05.01.2026 10:30", "Наименование на услугата": "Скица", "Начин на подаване": "на гише",
		"Дата на приключване": "", "Състояние": "открита", "Последна промяна": "05.01.2026 10:30", "Вид поръчка": "", "Срок": "",
		"Дни спряно производство": "", "Анонимна": "",
	}
	columns := []string{"Рег. №", "Дата на регистриране", "Наименование на услугата", "Начин на подаване", "Вид поръчка", "Срок",
		"Дата на приключване", "Състояние", "Последна промяна", "Дни спряно производство", "Анонимна"}
	w := newWorld(t)
	var file strings.Builder
	file.WriteString(strings.Join(columns, ";") + "\n")
	for _, c := range rowErrorCases {
		cells := make([]string, len(columns))
		for i, col := range columns {
			if cells[i] = base[col]; col == c.column {
				cells[i] = c.value
			}
		}
		file.WriteString(strings.Join(cells, ";") + "\n")
	}
	// Closed on the day it came, without an hour: not before it came.
	file.WriteString("добър;05.01.2026 10:30;Скица;на гише;;;05.01.2026;приключена;05.01.2026 10:30;;\n")
	// Between the two the clocks were set back; an unbreakable space stands before the hour.
	file.WriteString("есен;26.10.2025\u00a003:50;Скица;на гише;;;26.10.2025  03:10;приключена;05.01.2026 10:30;;\n")
	receipt := w.importFile("bg-delovodstvo", w.file("f.csv", file.String()))
	if want := counts(2, 0, 0, 0, int64(len(rowErrorCases))); receipt.Counts != want {
		t.Errorf("counts %+v, want %+v", receipt.Counts, want)
	}
	found := map[int64][]register.RowError{}
	for _, e := range w.errors(receipt) {
		found[e.Line] = append(found[e.Line], e)
	}
	for i, c := range rowErrorCases {
		list := found[int64(i+2)]
		if len(list) != 1 || list[0].Code != c.code || list[0].Column != c.column || !strings.HasPrefix(c.value, strings.TrimSuffix(list[0].Value, "…")) {
			t.Errorf("%s: got %+v, want %s in %q with %q", c.name, list, c.code, c.column, c.value)
		}
	}
	if got := w.ask("SELECT number, toString(finished) FROM records FINAL ORDER BY number"); !slices.Equal(got, []string{
		"добър\t2026-01-05 08:30:00.000", "есен\t2025-10-26 01:10:00.000",
	}) {
		t.Errorf("records %v, want the good ones alone", got)
	}
}

func TestBadQuotesCostOneRow(t *testing.T) {
	w := newWorld(t)
	good := func(n string) string { return laLine(n, "Other", "1/1/20 1:00", "1/2/20 1:00", "") }
	receipt := w.importFile("la311", w.file("f.csv", csvOf(
		good("n1"),
		laLine("n2", `Big "bulky" item`, "1/1/20 1:00", "1/2/20 1:00", ""),
		good("n3"),
		laLine("n4", `"never closed`, "1/1/20 1:00", "1/2/20 1:00", ""),
		good("n5"),
		"n6,too,few",
		laLine("n7", `"two`+"\n"+`lines"`, "1/1/20 1:00", "1/2/20 1:00", ""),
		strings.Repeat("x", 70<<10),
		good("n8"),
	)))
	if receipt.Counts != counts(5, 0, 0, 0, 4) {
		t.Fatalf("%+v", receipt.Counts)
	}
	var got []string
	for _, e := range w.errors(receipt) {
		if !IsNote(e.Code) {
			got = append(got, e.Code)
			if e.Line == 0 || e.Value == "" {
				t.Errorf("%s does not say where: %+v", e.Code, e)
			}
		}
	}
	if want := []string{"quote_bare", "quote_unclosed", "fields_count", "record_too_long"}; !slices.Equal(got, want) {
		t.Errorf("errors %v, want %v", got, want)
	}
	if got := w.ask("SELECT number FROM records FINAL ORDER BY number"); !slices.Equal(got, []string{"n1", "n3", "n5", "n7", "n8"}) {
		t.Errorf("records %v", got)
	}
}

func TestFilesRefusedWhole(t *testing.T) {
	w := newWorld(t)
	cp1251, err := charmap.Windows1251.NewEncoder().String(bulgarian)
	must(t, err)
	big := filepath.Join(w.dir, "big.csv")
	f, err := os.Create(big)
	must(t, err)
	must(t, errors.Join(f.Truncate(300<<20), f.Close()))
	cases := []struct{ name, profile, path, code string }{
		{"no file", "la311", filepath.Join(w.dir, "absent.csv"), "file_missing"},
		{"folder", "la311", w.dir, "file_is_directory"},
		{"device", "la311", "/dev/zero", "file_not_regular"},
		{"300 MB", "la311", big, "file_too_large"},
		{"unknown profile", "la312", big, "profile_unknown"},
		{"0 bytes", "la311", w.file("empty.csv", ""), "file_empty"},
		{"blank lines", "la311", w.file("blank.csv", "\n\n \n"), "file_empty"},
		{"half a workbook", "la311", w.file("book.csv", "PK\x03\x04\x14\x00\x06\x00[Content_Types].xml\x00\x00"), "file_damaged"},
		{"archive", "la311", w.file("zip.csv", zipOf("data.csv", "a,b\n")), "file_is_archive"},
		{"old workbook", "la311", w.file("xls.csv", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00"), "file_is_xls"},
		{"document", "la311", w.file("pdf.csv", "%PDF-1.7\n"), "file_is_pdf"},
		{"page", "la311", w.file("html.csv", "\n<html><table>"), "file_is_markup"},
		{"UTF-16 for UTF-8", "la311", w.file("utf16.csv", "\xff\xfes\x00r\x00"), "encoding_wrong"},
		{"binary", "la311", w.file("bin.csv", laHeader+"\n"+strings.Repeat("x", 2000)+"\x00"), "file_is_binary"},
		{"wrong encoding", "la311", w.file("enc.csv", csvOf(laLine("n1", "\xd1\xea\xe8\xf6\xe0", "1/1/20 1:00", "1/2/20 1:00", ""))), "encoding_wrong"},
		{"one damaged byte", "bg-delovodstvo", w.file("mixed.csv", bulgarian+"\xd1;\n"), "encoding_mixed"},
		{"wrong delimiter", "la311", w.file("delim.csv", strings.ReplaceAll(csvOf("a"), ",", ";")), "delimiter_wrong"},
		{"wrong delimiter", "bg-delovodstvo", w.file("tabs.csv", strings.ReplaceAll(cp1251, ";", "\t")), "delimiter_wrong"},
		{"other profile's file", "la311", w.file("bg.csv", bulgarian), "columns_missing"},
		{"one column less", "la311", w.file("less.csv", strings.Replace(csvOf("a"), "requestsource", "source", 1)), "columns_missing"},
		{"column twice", "la311", w.file("twice.csv", strings.Replace(csvOf("a"), "apc", "status", 1)), "column_twice"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := w.im.Import(context.Background(), c.profile, c.path, "f.csv", "u1", nil)
			if fe, ok := fault.As(err); !ok || fe.Code != c.code {
				t.Errorf("import: %v, want %s", err, c.code)
			}
			_, err = w.im.Preview(context.Background(), c.profile, c.path, "f.csv")
			if fe, ok := fault.As(err); !ok || fe.Code != c.code {
				t.Errorf("preview: %v, want %s", err, c.code)
			}
		})
	}
	if list, err := w.reg.Imports(context.Background(), 10); err != nil || len(list) > 0 {
		t.Errorf("a refused file left receipts: %v %v", list, err)
	}
	if entries, err := os.ReadDir(filepath.Join(w.dir, importsFolder)); err != nil || len(entries) > 0 {
		t.Errorf("a refused file left files: %v %v", entries, err)
	}
	if n := w.number("SELECT count() FROM record_versions"); n != 0 {
		t.Errorf("a refused file left %v rows", n)
	}
}

// A column of numbers taken for the names of services does not flood the catalogue.
func TestTooManyNewNames(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	lines := make([]string, maxNewNames)
	for i := range lines {
		lines[i] = laLine(fmt.Sprint("n", i), fmt.Sprint("2020-", i), "1/1/20 1:00", "1/2/20 1:00", "")
	}
	// With the department the names are one too many.
	_, err := w.im.Import(ctx, "la311", w.file("f.csv", csvOf(lines...)), "f.csv", "u1", nil)
	if fe, ok := fault.As(err); !ok || fe.Code != "names_too_many" || fe.Params["line"] != int64(maxNewNames+1) {
		t.Errorf("%v", err)
	}
	cat, err := w.reg.Catalogue(ctx)
	must(t, err)
	if n := len(cat.Services()); n != 0 {
		t.Errorf("%d services were created", n)
	}
}

func TestMissingColumnsAreNamed(t *testing.T) {
	w := newWorld(t)
	_, err := w.im.Preview(context.Background(), "la311", w.file("f.csv", "srnumber,requesttype,status\n1,2,3\n"), "f.csv")
	fe, ok := fault.As(err)
	if !ok || fe.Params["missing"] != "owner, requestsource, createddate, closeddate, updateddate" || fe.Params["found"] != "srnumber, requesttype, status" {
		t.Errorf("%v", err)
	}
}
