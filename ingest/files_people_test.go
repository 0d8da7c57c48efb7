package ingest

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// Sheets on paper count once, with the day's opening for a moment where no hour was written down.
func TestAnswersFromAFile(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	const file = "Номер;Дата;overall;courtesy;Език;Коментар\n" +
		"1;05.05.2026;5;4;български;Благодаря\n" +
		"2;05.05.2026 10:30;1;;;\n" +
		"3;05.05.2026;6;;;\n" +
		"4;31.02.2026;5;;;\n" +
		"5;05.05.2026;;;;Без оценка\n" +
		"6;05.05.2026;5;;клингонски;\n"
	preview, err := f.Preview(context.Background(), FileAnswers.Profile(), w.file("in.csv", file))
	must(t, err)
	if preview.Counts[RowNew] != 2 || preview.Counts[RowRejected] != 4 {
		t.Errorf("preview %+v: %+v", preview.Counts, preview.Problems)
	}
	receipt := w.bring(f, FileAnswers, file)
	if receipt.Counts != counts(2, 0, 0, 0, 4) {
		t.Errorf("receipt %+v", receipt.Counts)
	}
	var got []string
	for _, e := range w.errors(receipt) {
		got = append(got, e.Code)
	}
	if want := []string{"score_out_of_range", "date_impossible", "score_missing", "language_unknown"}; !slices.Equal(got, want) {
		t.Errorf("errors %v, want %v", got, want)
	}
	if again := w.bring(f, FileAnswers, file); again.Counts != counts(0, 0, 2, 0, 4) {
		t.Errorf("again %+v", again.Counts)
	}
	if _, err := os.Stat(w.im.stored(receipt.SHA256)); !os.IsNotExist(err) {
		t.Errorf("the file is still there: %v", err)
	}
}

// Programs for surveys name a column by the question itself, with its question mark.
func TestAnswersUnderTheirQuestions(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	overall, ok := w.charter.Question(questionOverall)
	if !ok {
		t.Fatal("no such question")
	}
	for i, header := range []string{overall.Text.In("bg"), overall.Text.In("en")} {
		receipt := w.bring(f, FileAnswers, fmt.Sprintf("Номер;Дата;\"%s\"\nВ-%d;04.05.2026;4\n", header, i))
		if receipt.Counts != counts(1, 0, 0, 0, 0) {
			t.Errorf("%q: %+v", header, receipt.Counts)
		}
	}
}

// Cases come with what was done about them, once, and sealed ones go sealed.
func TestCasesFromAFile(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	ctx := context.Background()
	const file = "Вх. №;Вид;Категория;Получена;Отговор на;Приключена;Резултат;Основание;Анонимна;Текст;Подател;Връзка\n" +
		"1;Жалба;Забавяне;05.03.2026 10:30;20.03.2026;;Уважена;;;;;\n" +
		"2;Сигнал;Такси;05.05.2026;;;;;;;;\n" +
		"3;Жалба;Забавяне;05.03.2026;;10.03.2026;Оттеглена;;;;;\n" +
		"4;Жалба;Съмнение за корупция;05.03.2026;;;;;;Поискаха пари;Иван Петров;0888 123 456\n" +
		"5;Жалба;Забавяне;05.03.2026;01.03.2026;;Уважена;;;;;\n" +
		"6;Молба;Забавяне;05.03.2026;;;;;;;;\n" +
		"7;Жалба;Забавяне;05.03.2026;;;Уважена;;;;;\n" +
		"8;Жалба;Забавяне;05.03.2026;;10.03.2026;Уважена;;;;;\n"
	preview, err := f.Preview(ctx, FileCases.Profile(), w.file("in.csv", file))
	must(t, err)
	if preview.Counts[RowNew] != 4 || preview.Counts[RowRejected] != 4 {
		t.Errorf("preview %+v: %+v", preview.Counts, preview.Problems)
	}
	if list, err := w.reg.Cases(ctx, register.CaseFilter{}); err != nil || len(list) != 0 {
		t.Fatalf("the preview registered %d cases, %v", len(list), err)
	}
	receipt := w.bring(f, FileCases, file)
	if receipt.Counts != counts(4, 0, 0, 0, 4) {
		t.Errorf("receipt %+v", receipt.Counts)
	}
	for _, e := range w.errors(receipt) {
		if e.Column == "" || strings.Contains(e.Value, "пари") {
			t.Errorf("%+v", e)
		}
	}
	list, err := w.reg.Cases(ctx, register.CaseFilter{})
	must(t, err)
	outcomes := map[string]string{}
	for _, c := range list {
		outcomes[c.Incoming] = c.Outcome
	}
	if len(list) != 3 || outcomes["1"] != "upheld" || outcomes["2"] != "" || outcomes["3"] != "withdrawn" {
		t.Errorf("cases %+v", outcomes)
	}
	if sealed, err := w.reg.Sealed(ctx); err != nil || len(sealed) != 1 {
		t.Errorf("%d sealed cases, %v", len(sealed), err)
	}
	if again := w.bring(f, FileCases, file); again.Counts != counts(0, 0, 4, 0, 4) {
		t.Errorf("again %+v", again.Counts)
	}
}

// A day without an hour is the whole day: what was done before the office opened comes after it, and the term is that of any hour.
func TestCasesOfADayWithoutAnHour(t *testing.T) {
	w := newWorld(t)
	const file = "Вх. №;Вид;Категория;Получена;Отговор на;Резултат\n" +
		"1;Жалба;Забавяне;05.03.2026;05.03.2026 08:10;Уважена\n" +
		"2;Жалба;Забавяне;05.03.2026 08:30;;\n" +
		"3;Запитване;;05.03.2026;;\n" +
		"4;Запитване;;05.03.2026 08:30;;\n"
	if receipt := w.bring(w.files(), FileCases, file); receipt.Counts != counts(4, 0, 0, 0, 0) {
		t.Fatalf("receipt %+v: %+v", receipt.Counts, w.errors(receipt))
	}
	list, err := w.reg.Cases(context.Background(), register.CaseFilter{})
	must(t, err)
	due := map[string]string{}
	for _, c := range list {
		due[c.Incoming] = c.Deadline.String()
	}
	if due["1"] != due["2"] || due["3"] != due["4"] || due["1"] == due["3"] {
		t.Errorf("deadlines %v", due)
	}
}

// What a row lacks is told by the name of its column, also where the file has no such column, and in words for an officer.
func TestWhatACaseOfAFileLacksIsToldByItsColumn(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	for _, c := range []struct{ head, row, want string }{
		{"Текст;Връзка", "Счупена плочка;0888 123 456", "Подател row_person_missing"},
		{"Текст;Податели", "Счупена плочка;Иван Петров", "Подател row_person_missing"},
		{"Текст;Подател", "Счупена плочка;Иван Петров", "Връзка row_contact_missing"},
		{"Текст;Подател;Контакт", "Счупена плочка;Иван Петров;няма", "Контакт row_contact_form"},
		{"Подател;Контакт", "Иван Петров;0888 123 456", "Текст row_text_missing"},
	} {
		preview, err := f.Preview(context.Background(), FileCases.Profile(), w.file("in.csv", "Номер;Вид;Категория;Получена;"+c.head+"\n1;Жалба;Забавяне;05.03.2026;"+c.row+"\n"))
		must(t, err)
		var got []string
		for _, e := range preview.Problems {
			got = append(got, e.Column+" "+e.Code)
		}
		if !slices.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.head, got, c.want)
		}
	}
	preview, err := f.Preview(context.Background(), FileCases.Profile(), w.file("in.csv", "Номер;Вид;Получена\n1;Жалба;05.03.2026\n"))
	must(t, err)
	if e := preview.Problems; len(e) != 1 || e[0].Column != "Категория" || e[0].Code != "row_category_missing" {
		t.Errorf("without a category: %+v", e)
	}
}

// The outcomes that a reason names for a case that ended without an answer are words that a file may use.
func TestOutcomesThatAReasonNamesAreKnown(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	bundle, err := text.Load()
	must(t, err)
	told := bundle.In(text.BG).Fault(fault.Invalid("closed", "closed_unanswered", nil))
	var words []string
	for _, part := range strings.Split(told, "„")[1:] {
		word, _, _ := strings.Cut(part, "“")
		words = append(words, word)
	}
	if len(words) != 3 {
		t.Fatalf("%q", told)
	}
	for i, word := range append(words, "Изгубена") {
		row := fmt.Sprintf("%d;Жалба;Забавяне;05.03.2026;10.03.2026;%s;Анонимна;Съвет за електронни медии\n", i, word)
		preview, err := f.Preview(context.Background(), FileCases.Profile(), w.file("in.csv", "Номер;Вид;Категория;Получена;Приключена;Резултат;Основание;Институция\n"+row))
		must(t, err)
		var codes []string
		for _, e := range preview.Problems {
			codes = append(codes, e.Code)
		}
		switch {
		case i == len(words):
			if !slices.Equal(codes, []string{"outcome_unknown"}) {
				t.Errorf("%s: %q", word, codes)
			}
		case slices.Contains(codes, "outcome_unknown"), slices.Contains(codes, "closed_unanswered"):
			t.Errorf("%s: %q", word, codes)
		}
	}
}

// Spreadsheets write a score as a number with a fraction where the column is one of such numbers.
func TestScoresWithAZeroFraction(t *testing.T) {
	w := newWorld(t)
	f := w.files()
	head := "Номер;Дата;overall\n"
	receipt := w.bring(f, FileAnswers, head+"1;05.05.2026;4,0\n2;05.05.2026;4.0\n3;05.05.2026;5,00\n4;05.05.2026;4,5\n5;05.05.2026;4,\n"+
		"6;05.05.2026;,0\n7;05.05.2026;6,0\n8;05.05.2026;4,0,0\n")
	var got []string
	for _, e := range w.errors(receipt) {
		got = append(got, e.Value+" "+e.Code)
	}
	want := "4,5 score_malformed|4, score_malformed|,0 score_malformed|6,0 score_out_of_range|4,0,0 score_malformed"
	if receipt.Counts != counts(3, 0, 0, 0, 5) || strings.Join(got, "|") != want {
		t.Errorf("%+v %q", receipt.Counts, got)
	}
	if again := w.bring(f, FileAnswers, head+"1;05.05.2026;4\n"); again.Counts != counts(0, 0, 1, 0, 0) {
		t.Errorf("the same score as a whole number: %+v", again.Counts)
	}
}
