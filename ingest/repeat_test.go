package ingest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"harta/internal/fault"
	"harta/internal/register"
)

// The report on a file tells nothing of a person, in whichever column somebody has written it: it stays, on a page and beside the file, where
// others read it than those who work on the cases.
func TestReportsTellNothingOfPeople(t *testing.T) {
	const person, number, phone = "Иван Петров Иванов", "6101057509", "0888 123 456"
	cell := fmt.Sprintf("%s, ЕГН %s, тел. %s", person, number, phone)
	w := newWorld(t)
	f := w.files()
	for _, file := range []struct {
		kind     FileKind
		text     string
		rejected int
	}{
		{FileCases, "Вх. №;Вид;Категория;Получена;Канал;Анонимна;Отговор на;Отдел;Източник;Език\n" +
			"1;" + cell + ";Забавяне;05.03.2026;;;;;;\n2;Жалба;" + cell + ";05.03.2026;;;;;;\n3;Жалба;Забавяне;" + cell + ";;;;;;\n" +
			"4;Жалба;Забавяне;05.03.2026;" + cell + ";;;;;\n5;Жалба;Забавяне;05.03.2026;;" + cell + ";;;;\n6;Жалба;Забавяне;05.03.2026;;;" + cell + ";;;\n" +
			"7;Жалба;Забавяне;05.03.2026;;;;" + cell + ";;\n8;Жалба;Забавяне;05.03.2026;;;;;" + cell + ";\n9;Жалба;Забавяне;05.03.2026;;;;;;" + cell + "\n" +
			strings.Repeat(cell, 2) + ";Жалба;Забавяне;05.03.2026;;;;;;\n", 10},
		{FileAnswers, "Номер;Дата;overall;Канал;Място;Преписка\n" +
			"1;" + cell + ";5;;;\n2;05.05.2026;" + cell + ";;;\n3;05.05.2026;5;" + cell + ";;\n4;05.05.2026;5;;" + cell + ";\n5;05.05.2026;5;;;" + cell + "\n", 5},
		{FileCatalogue, "Номер;Наименование;Срок;Цена\n1;Скица;" + cell + ";1\n2;Акт;14 дни;" + cell + "\n", 2},
		{"", csvOf(laLine("1-1", "Graffiti", cell, "1/5/20 10:00", ""), laLine("1-2", "Graffiti", "1/5/20 10:00", "1/5/20 10:00", "")+","+cell), 2},
		{"", csvOf(laLine("Чака на "+phone+"\x01", "Graffiti", "1/5/20 10:00", "1/5/20 10:00", ""),
			laLine(strings.Repeat("Чака за скица ", 5)+phone, "Graffiti", "1/5/20 10:00", "1/5/20 10:00", ""),
			laLine(person, "Graffiti", "1/5/20 10:00", "1/5/20 10:00", "")), 3},
	} {
		var receipt register.Import
		if file.kind == "" {
			receipt = w.importFile("la311", w.file("a.csv", file.text))
		} else {
			receipt = w.bring(f, file.kind, file.text)
		}
		var told []string
		for _, e := range w.errors(receipt) {
			if !IsNote(e.Code) {
				told = append(told, fmt.Sprint(e))
			}
		}
		if len(told) != file.rejected {
			t.Errorf("%s: %d reasons, want %d: %q", file.kind, len(told), file.rejected, told)
		}
		for _, reason := range told {
			for _, personal := range []string{"Иванов", number, phone} {
				if strings.Contains(reason, personal) {
					t.Errorf("%s: the report tells %q", file.kind, reason)
				}
			}
		}
	}
}

// Nor is the first row of a file without a header told as the names of its columns.
func TestMissingColumnsTellNothingOfPeople(t *testing.T) {
	w := newWorld(t)
	w.files()
	for profile, text := range map[string]string{
		"la311":               "Живко Маркеров,6101057509,0888 123 456,ivan@abv.bg\n",
		FileCases.Profile():   "Живко Маркеров;6101057509;0888 123 456;ivan@abv.bg\n",
		FileAnswers.Profile(): "Живко Маркеров;6101057509;0888 123 456;ivan@abv.bg\n",
	} {
		_, err := w.im.Import(context.Background(), profile, w.file("a.csv", text), "a.csv", "u1", nil)
		f, ok := fault.As(err)
		if !ok || f.Code != "columns_missing" {
			t.Fatalf("%s: %v", profile, err)
		}
		if told := fmt.Sprint(f.Params["found"]); told != "[име], [ЕГН], [телефон], [имейл]" {
			t.Errorf("%s: %q is told", profile, told)
		}
	}
}

// Nor does the receipt by the name of the file, which whoever may import sees, and an administrator too.
func TestReceiptsTellNothingOfPeople(t *testing.T) {
	w := newWorld(t)
	w.files()
	const name = "Жалба на Живко Маркеров Стоянски, ЕГН 6101057509.csv"
	receipt, err := w.im.Import(context.Background(), FileCases.Profile(), w.file("in.csv", "Вх. №;Вид;Категория;Получена\n1;Жалба;Забавяне;05.03.2026\n"), name, "u1", nil)
	must(t, err)
	kept, err := w.reg.ImportByID(context.Background(), receipt.ID)
	must(t, err)
	if want := "Жалба на [име], ЕГН [ЕГН].csv"; receipt.File != want || kept.File != want || receipt.Counts != counts(1, 0, 0, 0, 0) {
		t.Errorf("the file is called %q and %q, want %q; %+v", receipt.File, kept.File, want, receipt.Counts)
	}
}

// What is repeated is short, however long the cell is, and a number that the end of it would cut in two is known for one before.
func TestRepeated(t *testing.T) {
	for _, fill := range []int{0, valueInNote - 15, valueInNote, valueRead - 15, 3 * valueRead} {
		told := repeated(strings.Repeat("я ", fill/2) + "ЕГН 6101057509")
		if strings.Contains(told, "61010") || utf8.RuneCountInString(told) > valueInNote+1 {
			t.Errorf("after %d letters: %q", fill, told)
		}
	}
	if told := repeated("31.02.2026"); told != "31.02.2026" {
		t.Errorf("a wrong date is told as %q", told)
	}
}
