package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"harta/internal/register"
)

const againHead = "Номер;Източник;Вид;Категория;Получена;Отговор на;Резултат;Текст;Подател;Връзка\n"

// told brings one row of cases and gives its fate.
func (w *world) told(f *Files, row string) string {
	w.t.Helper()
	receipt := w.bring(f, FileCases, againHead+row+"\n")
	fate := map[string]int64{"new": receipt.Counts.New, "unchanged": receipt.Counts.Unchanged, "older": receipt.Counts.Older, "rejected": receipt.Counts.Rejected}
	for _, name := range []string{"new", "unchanged", "older", "rejected"} {
		if fate[name] == 1 {
			for _, e := range w.errors(receipt) {
				name += fmt.Sprint(" ", e.Column, "=", e.Value, " ", e.Code)
			}
			return name
		}
	}
	return fmt.Sprintf("%+v", receipt.Counts)
}

// A row about a case that is known is the same, or is told apart: nothing that a file says is passed over in silence. Whether the case
// is sealed does not show.
func TestARowAboutAKnownCase(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	f := w.files()
	for n, category := range []string{"Забавяне", "Съмнение за корупция", "Забавяне"} {
		kind := []string{"Жалба", "Жалба", "Сигнал"}[n]
		row := func(rest string) string { return fmt.Sprintf("%d;file;%s;%s;05.03.2026;%s", n, kind, category, rest) }
		const words, changed = "Чаках дълго;Иван Петров;0888 123 456", "Чаках два дни;Иван Петров;0888 123 456"
		const otherwise = "rejected Номер=%d case_told_otherwise"
		for _, step := range []struct{ row, want string }{
			{row(";;" + words), "new"},
			{row(";;" + words), "unchanged"},
			{row("20.03.2026;Уважена;" + words), fmt.Sprintf(otherwise, n)},
			{row(";;" + changed), fmt.Sprintf(otherwise, n)},
			{row(";;" + words), "unchanged"},
		} {
			if got := w.told(f, step.row); got != step.want {
				t.Errorf("%d %s: %s, want %s", n, step.row, got, step.want)
			}
			if n == 2 && step.want == "new" { // sealed later
				list, err := w.reg.Cases(ctx, register.CaseFilter{})
				must(t, err)
				at := slices.IndexFunc(list, func(c register.CaseRow) bool { return c.Version == 1 && c.Kind == "signal" })
				must(t, w.reg.Do(ctx, register.Order{Number: list[at].Number, By: "u1", Command: register.Sealing{Category: "corruption"}}))
			}
		}
	}
}

// A row about a case, or a sheet, of which another program has sent a version is not taken for the same.
func TestARowAboutWhatAnotherProgramSent(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	f := w.files()
	const sent = `{"source":"file","number":"%s","version":%d,"kind":"complaint","category":"%s","channel":"counter","received":"2026-03-05T00:00:00+02:00","text":"%s","name":"Иван Петров","phone":"0888 123 456"}`
	send := func(number string, version int, category, text string) string {
		out, err := NewCaseStream(w.reg, w.charter, w.clock(), "k", "").Take(ctx, []Entry{{1, fmt.Appendf(nil, sent, number, version, category, text)}})
		must(t, err)
		if out[0].Fault != nil {
			return out[0].Fault.Code
		}
		return out[0].Status
	}
	for _, category := range [][2]string{{"delay", "Забавяне"}, {"corruption", "Съмнение за корупция"}} {
		row := func(number string) string {
			return number + ";file;Жалба;" + category[1] + ";05.03.2026;;;Друго;Иван Петров;0888 123 456"
		}
		first, second, third := category[0]+"1", category[0]+"2", category[0]+"3"
		got := []string{
			send(first, 0, category[0], "Чаках"), w.told(f, row(first)), // no version either
			send(second, 3, category[0], "Чаках"), w.told(f, row(second)), // a later one
			w.told(f, row(third)), send(third, 0, category[0], "Чаках"), // the file first
		}
		want := []string{
			StatusAccepted, "rejected Номер=" + first + " case_told_otherwise",
			StatusAccepted, "older Номер=" + second + " note_case_later",
			"new", "record_version_conflict",
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", category[0], got, want)
		}
	}
	out, err := f.answers.Stream(w.reg, paperSource).Take(ctx, []Entry{
		{1, []byte(`{"number":"1","version":2,"moment":"2026-05-05T10:00:00+03:00","channel":"counter","scores":{"overall":5}}`)},
		{2, []byte(`{"number":"2","moment":"2026-05-05T10:00:00+03:00","channel":"counter","scores":{"overall":5}}`)},
	})
	must(t, err)
	receipt := w.bring(f, FileAnswers, "Номер;Дата;overall\n1;05.05.2026;1\n2;05.05.2026;1\n")
	var got []string
	for _, e := range w.errors(receipt) {
		got = append(got, fmt.Sprint(e.Line, " ", e.Column, "=", e.Value, " ", e.Code))
	}
	want := []string{"2 Номер=1 note_answer_later", "3 Номер=2 answer_told_otherwise"}
	if out[0].Status != StatusAccepted || receipt.Counts != counts(0, 0, 0, 1, 1) || !slices.Equal(got, want) {
		t.Errorf("%+v %+v %q", out, receipt.Counts, got)
	}
}

// Another program may correct a case that a file brought, and then its import cannot take it away any more.
func TestACaseOfAFileThatAnotherProgramCorrects(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	f := w.files()
	row := "7;file;Жалба;Забавяне;05.03.2026;;;;;\n"
	receipt := w.bring(f, FileCases, againHead+row)
	const sent = `{"source":"file","number":"7","version":1,"kind":"complaint","category":"fees","channel":"counter","received":"2026-03-05T00:00:00+02:00","incoming":"7"}`
	for _, want := range []string{StatusAccepted, StatusAlready} {
		out, err := NewCaseStream(w.reg, w.charter, w.clock(), "k", "").Take(ctx, []Entry{{1, []byte(sent)}})
		must(t, err)
		if out[0].Status != want {
			t.Fatalf("%+v", out[0])
		}
	}
	if got := w.told(f, strings.TrimSpace(row)); got != "older Номер=7 note_case_later" {
		t.Errorf("the file again: %s", got)
	}
	w.undo(receipt.ID)
	list, err := w.reg.Cases(ctx, register.CaseFilter{})
	must(t, err)
	if len(list) != 1 || list[0].Category != "fees" || list[0].TakenBack() {
		t.Errorf("%+v", list)
	}
}
