package ingest

import (
	"context"
	"fmt"
	"slices"
	"testing"
)

// A preview says of every row what the import does with it then, also where rows of one file speak of the same.
func TestPreviewSaysWhatTheImportDoes(t *testing.T) {
	ctx := context.Background()
	for kind, c := range map[FileKind]struct {
		known, file string
		want        []string
	}{
		FileAnswers: {
			"Номер;Дата;overall\n1;05.05.2026;5\n2;05.05.2026;5\n",
			"Номер;Дата;overall\n1;05.05.2026;5\n2;05.05.2026;1\n3;06.05.2026;4\n3;06.05.2026;4\n3;06.05.2026;2\n4;06.05.2026;9\n4;06.05.2026;3\n",
			[]string{"unchanged", "rejected answer_told_otherwise", "new", "unchanged", "rejected answer_told_otherwise", "rejected score_out_of_range", "new"},
		},
		FileCases: {
			againHead + "1;;Жалба;Забавяне;05.03.2026;;;Чаках;Иван Петров;0888 123 456\n",
			againHead + "1;;Жалба;Забавяне;05.03.2026;;;Чаках;Иван Петров;0888 123 456\n" +
				"1;;Жалба;Забавяне;05.03.2026;;;Друго;Иван Петров;0888 123 456\n" +
				"2;;Жалба;Забавяне;05.03.2026;;;Чаках;Иван Петров;0888 123 456\n" +
				"2;;Жалба;Забавяне;05.03.2026;;;Чаках;Иван Петров;0888 123 456\n" +
				"2;;Жалба;Забавяне;05.03.2026;20.03.2026;Уважена;Чаках;Иван Петров;0888 123 456\n" +
				"3;;Жалба;Съмнение за корупция;05.03.2026;;;Чаках;Иван Петров;0888 123 456\n" +
				"3;;Жалба;Съмнение за корупция;05.03.2026;;;Друго;Иван Петров;0888 123 456\n" +
				"4;a;Жалба;Забавяне;05.03.2026;;;;;\n" + // without text and sender the number is the incoming one
				"4;b;Жалба;Забавяне;05.03.2026;;;;;\n",
			[]string{
				"unchanged", "rejected case_told_otherwise", "new", "unchanged", "rejected case_told_otherwise", "new", "rejected case_told_otherwise",
				"new", "rejected case_incoming_taken",
			},
		},
	} {
		w := newWorld(t)
		f := w.files()
		w.bring(f, kind, c.known)
		preview, err := f.Preview(ctx, kind.Profile(), w.file("in.csv", c.file))
		must(t, err)
		var got []string
		said := map[string]int64{}
		for _, row := range preview.Rows {
			fate := row.Verdict
			said[fate]++
			for _, e := range row.Errors {
				fate += " " + e.Code
			}
			got = append(got, fate)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: the preview says\n%q, want\n%q", kind, got, c.want)
		}
		receipt := w.bring(f, kind, c.file)
		if done := receipt.Counts; done != counts(said[RowNew], 0, said[RowUnchanged], said[RowOlder], said[RowRejected]) {
			t.Errorf("%s: the preview says %v, the import did %+v", kind, said, done)
		}
		var told, foretold []string
		for _, e := range w.errors(receipt) {
			told = append(told, fmt.Sprint(e.Line, e.Column, e.Code))
		}
		for _, e := range preview.Problems {
			foretold = append(foretold, fmt.Sprint(e.Line, e.Column, e.Code))
		}
		if !slices.Equal(told, foretold) {
			t.Errorf("%s: the preview tells\n%q, the import\n%q", kind, foretold, told)
		}
	}
}
