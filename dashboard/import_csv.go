package dashboard

import (
	"bufio"
	"encoding/csv"
	"strconv"
	"strings"
)

// byteOrderMark tells spreadsheets that a file is UTF-8.
const byteOrderMark = "\uFEFF"

// errorFile writes a file that a Bulgarian spreadsheet opens by itself: UTF-8 with a mark, semicolons, lines ended as on Windows.
type errorFile struct {
	csv *csv.Writer
	err error
}

func newErrorFile(w *bufio.Writer) *errorFile {
	_, err := w.WriteString(byteOrderMark)
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = ';', true
	return &errorFile{csv: out, err: err}
}

// row writes texts.
func (f *errorFile) row(cells ...string) {
	for i, c := range cells {
		cells[i] = harmless(c)
	}
	f.write(cells)
}

// problem writes what is said about a row; the line is a number and stays one.
func (f *errorFile) problem(kind string, p rowProblem) error {
	f.write([]string{strconv.FormatInt(p.Line, 10), harmless(kind), harmless(p.Column), harmless(p.Value), harmless(p.Reason)})
	return f.err
}

func (f *errorFile) write(cells []string) {
	if f.err == nil {
		f.err = f.csv.Write(cells)
	}
}

// flush sends what is left and gives the first error.
func (f *errorFile) flush() error {
	f.csv.Flush()
	if f.err == nil {
		f.err = f.csv.Error()
	}
	return f.err
}

// harmless keeps a spreadsheet from taking a text for a formula: an apostrophe in front makes it a text (OWASP, "CSV Injection").
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(text)[0]) {
		return "'" + text
	}
	return text
}
