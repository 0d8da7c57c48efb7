package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"harta/internal/guard"
	"harta/internal/register"
)

// Personal data reach ClickHouse and the catalogue through no name and no number that another program sends, and nobody is told them again.
func TestNoPersonalDataInSentNames(t *testing.T) {
	d := newWorld(t).recordDoor()
	before, err := d.reg.Catalogue(context.Background())
	must(t, err)
	for field, value := range map[string]string{
		"service":        "Молба от Иван Петров Иванов, ЕГН 6101057509, тел. 0888 123 456",
		"department":     "Деловодство, ivan.petrov@abv.bg",
		"office":         "Гише на 0888 123 456",
		"service_number": "ЕГН 6101057509",
		"number":         "тел. 0888123456",
	} {
		body := fmt.Sprintf(`{"number":"A","version":1,"service":"Скица","received":"2026-05-04",%q:%q}`, field, value)
		outcomes, err := d.door.Stream(senderKey, "docs").Take(context.Background(), entries(body))
		must(t, err)
		wantOutcomes(t, shorten(outcomes), "rejected "+field+" personal_data_in_name")
		if o := outcomes[0]; strings.Contains(fmt.Sprint(o.ID, *o.Fault), value) {
			t.Errorf("%s: the value is told again: %+v", field, o)
		}
	}
	wantOutcomes(t, d.send(
		`{"number":"2026-0123456","version":1,"service":"Преписи за ОУ „Иван Вазов“, ул. „Петър Раков“ № 15","service_number":"2079","received":"2026-05-04"}`,
		`{"number":"6101057509","version":1,"service":"Скица","department":"Дирекция „Георги Иванов Бенковски“","received":"2026-05-04"}`,
	), StatusAccepted, StatusAccepted)
	d.deliver()
	if n := d.number("SELECT count() FROM record_versions"); n != 2 {
		t.Errorf("%v records arrived, want 2", n)
	}
	after, err := d.reg.Catalogue(context.Background())
	must(t, err)
	if n := len(after.Services()) - len(before.Services()); n != 2 {
		t.Errorf("%d services were added, want 2", n)
	}
}

// A row of a file is refused for the same; its report names the column and not the value, not even where the value has another fault.
func TestNoPersonalDataInNamesOfFiles(t *testing.T) {
	w := newWorld(t)
	const number = "6101057509"
	long := "Молба на ЕГН " + number + strings.Repeat(" и още", 100)
	receipt := w.importFile("la311", w.file("a.csv", csvOf(
		laLine("1-1", "Молба с ЕГН "+number, "1/5/20 10:00", "1/5/20 10:00", ""),
		laLine("1-2", "Молба с ЕГН "+number, "1/5/20 10:00", "1/5/20 10:00", ""),
		laLine("1-3", long, "1/5/20 10:00", "1/5/20 10:00", ""),
		laLine("ЕГН "+number, "Graffiti", "1/5/20 10:00", "1/5/20 10:00", ""),
		laLine(number, "Graffiti", "1/5/20 10:00", "1/5/20 10:00", ""),
	)))
	if want := counts(1, 0, 0, 0, 4); receipt.Counts != want {
		t.Errorf("counts %+v, want %+v", receipt.Counts, want)
	}
	var got []string
	for _, e := range w.errors(receipt) {
		if IsNote(e.Code) {
			continue
		}
		got = append(got, fmt.Sprint(e.Line, e.Column, e.Code))
		if strings.Contains(fmt.Sprint(e), number) {
			t.Errorf("the report tells the value: %+v", e)
		}
	}
	want := []string{"2requesttypepersonal_data_in_name", "3requesttypepersonal_data_in_name", "4requesttypepersonal_data_in_name", "5srnumberpersonal_data_in_name"}
	if !slices.Equal(got, want) {
		t.Errorf("report %q, want %q", got, want)
	}
}

// A catalogue's file brings none either, nor under a name that a service had: services stand on every kiosk, and their numbers in the facts.
func TestNoPersonalDataInCatalogueFiles(t *testing.T) {
	const number = "6101057509"
	w := newWorld(t)
	before, err := w.reg.Catalogue(context.Background())
	must(t, err)
	receipt := w.bring(w.files(), FileCatalogue, "Номер;Наименование;Наименование на английски;Звено;Предишни наименования\n"+
		"ЕГН "+number+";Скица;;;\n2;Молба с ЕГН "+number+";;;\n3;Скица;Request of ivan@abv.bg;;\n4;Скица;;Деловодство 0888 123 456;\n"+
		"5;Скица;;;Стара скица; Молба с ЕГН "+number+"\n6;Скица;;;\"Стара скица; Молба с ЕГН "+number+"\"\n"+
		"7;Преписи за ОУ „Иван Вазов“;;Дирекция „Георги Бенковски“;\"Преписи; Копия\"\n")
	var got []string
	for _, e := range w.errors(receipt) {
		if IsNote(e.Code) {
			continue
		}
		got = append(got, fmt.Sprint(e.Line, e.Column, e.Code))
		if strings.Contains(fmt.Sprint(e), number) {
			t.Errorf("the report tells the value: %+v", e)
		}
	}
	want := []string{"2Номер", "3Наименование", "4Наименование на английски", "5Звено", "7Предишни наименования"}
	for i := range want {
		want[i] += "personal_data_in_name"
	}
	want = slices.Insert(want, 4, "6fields_count")
	if !slices.Equal(got, want) {
		t.Errorf("report %q, want %q", got, want)
	}
	after, err := w.reg.Catalogue(context.Background())
	must(t, err)
	if n := len(after.Services()) - len(before.Services()); n != 1 {
		t.Errorf("%d services were added, want 1", n)
	}
}

// The number of a case and the institution that it went to are shown to everybody who sees it, and stand beside the locks: they tell of
// nobody either.
func TestNoPersonalDataBesideTheLocksOfCases(t *testing.T) {
	w := newWorld(t)
	receipt := w.bring(w.files(), FileCases, "Вх. №;Вид;Категория;Получена;Входящ номер;Приключена;Резултат;Препратена на\n"+
		"ЕГН 6101057509;Жалба;Забавяне;05.03.2026;;;;\n2;Жалба;Забавяне;05.03.2026;тел. 0888123456;;;\n3;Жалба;Забавяне;05.03.2026;94-П-17;;;\n"+
		"4;Жалба;Забавяне;05.03.2026;;10.03.2026;forwarded;Живко Маркеров Стоянски\n5;Жалба;Забавяне;05.03.2026;;10.03.2026;forwarded;Областен архив\n")
	var got []string
	for _, e := range w.errors(receipt) {
		got = append(got, fmt.Sprint(e.Line, e.Column, e.Value, e.Code))
	}
	if want := []string{"2Вх. №personal_data_in_name", "3Входящ номерpersonal_data_in_name", "5Препратена наpersonal_data_in_name"}; !slices.Equal(got, want) {
		t.Errorf("report %q, want %q", got, want)
	}
	if receipt.Counts != counts(2, 0, 0, 0, 3) {
		t.Errorf("counts %+v", receipt.Counts)
	}
}

// What an answer says of a record and of a device goes to the figures too.
func TestNoPersonalDataInSentAnswers(t *testing.T) {
	w := newWorld(t)
	_, door := door(t, w.clock)
	answers := door.With(Office{Comments: w.reg, Sent: w.reg})
	answer := func(more string) string {
		return `{"number":"1","moment":"2026-05-04T10:00:00+03:00","channel":"counter","language":"bg","scores":{"overall":5}` + more + `}`
	}
	for _, field := range []string{"record", "kiosk"} {
		out, err := answers.Stream(w.reg, "paper").Take(context.Background(), entries(answer(fmt.Sprintf(`,%q:"ЕГН 6101057509"`, field))))
		must(t, err)
		wantOutcomes(t, shorten(out), "rejected "+field+" personal_data_in_name")
	}
	out, err := answers.Stream(w.reg, "paper").Take(context.Background(), entries(answer(`,"record":"АО-17/2026","kiosk":"k-6101057509"`)))
	must(t, err)
	wantOutcomes(t, shorten(out), StatusAccepted)
	link, wrong := NewSurveyStream(w.reg, nil, w.clock(), "key", "docs", nil).read(new(register.Catalogue), Entry{Line: 1, JSON: []byte(`{"record":"ЕГН 6101057509"}`)})
	if wrong == nil || wrong.Code != "personal_data_in_name" || link.Record != "" {
		t.Errorf("a link about %q: %v", link.Record, wrong)
	}
}

// The sieve says of a number what the guard says, whatever it remembers of others of the same shape.
func TestSieveSaysWhatTheGuardSays(t *testing.T) {
	var s sieve
	for _, number := range []string{
		"ЕГН 6101057509", "ЕГН 0000000000", "+359 888 123 456", "BG80BNBG96611020345678", "BG81BNBG96611020345678", "bg80 bnbg 9661 1020 3456 78",
		"NL91ABNA0417164300", "BE68539007547034", "ivan@abv.bg", "УСЛ-2026-000123", "ГРАО-2026-00012345", "РД09-0000012345678", "2026-0123456", "6101057509",
		"0198f3c0-0000-7000-8000-0000000000ff", "АО-17/2026", "№ 94-00-512/3", "", "тел. 0888123456",
	} {
		for range 2 {
			if got, want := s.number(number), guard.InNumber(number); got != want {
				t.Errorf("%q: %v, the guard says %v", number, got, want)
			}
		}
	}
}

// However many names come, little of them is remembered.
func TestSieveForgets(t *testing.T) {
	var s sieve
	for i := range 3 * sieveMost {
		remember(&s.shapes, fmt.Sprint(i), false)
	}
	if len(s.shapes) > sieveMost {
		t.Errorf("%d are remembered", len(s.shapes))
	}
}

func BenchmarkSieve(b *testing.B) {
	for _, form := range []string{"1-%09d", "УСЛ-2026-%06d", "0198f3c0-0000-7000-8000-%012d"} {
		b.Run(form, func(b *testing.B) {
			var s sieve
			numbers := make([]string, 1000)
			for i := range numbers {
				numbers[i] = fmt.Sprintf(form, i)
			}
			for i := 0; b.Loop(); i++ {
				s.number(numbers[i%1000])
			}
		})
	}
	b.Run("name", func(b *testing.B) {
		var s sieve
		for b.Loop() {
			s.name("Издаване на удостоверение за наследници")
		}
	})
}
