package ingest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
)

func TestCorrectionMovesMonthAndBack(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	steps := []struct{ created, updated, day string }{
		{"1/31/20 10:00", "2/1/20 10:00", "2020-01-31"},
		{"2/1/20 10:00", "2/2/20 10:00", "2020-02-01"},
		{"1/30/20 10:00", "2/3/20 10:00", "2020-01-30"},
		{"1/29/20 10:00", "2/4/20 10:00", "2020-01-29"},
		{"3/1/20 10:00", "2/5/20 10:00", "2020-03-01"},
		{"2/1/20 10:00", "2/6/20 10:00", "2020-02-01"},
	}
	for i, s := range steps {
		receipt := w.importFile("la311", w.file("f.csv", csvOf(laLine("n1", "Other", s.created, s.updated, ""))))
		if i > 0 && receipt.Counts != counts(0, 1, 0, 0, 0) {
			t.Fatalf("step %d: %+v", i, receipt.Counts)
		}
		// Both before and after the engine has merged its parts.
		for range 2 {
			if got := w.ask("SELECT toString(received_day) FROM records FINAL"); !slices.Equal(got, []string{s.day}) {
				t.Fatalf("step %d: days %v, want only %s", i, got, s.day)
			}
			must(t, w.ch.Insert.Exec(ctx, "OPTIMIZE TABLE records FINAL"))
		}
	}
}

func TestEqualVersionLaterImportWins(t *testing.T) {
	w := newWorld(t)
	a := w.file("a.csv", csvOf(laLine("n1", "Other", "1/1/20 1:00", "1/2/20 1:00", "")))
	b := w.file("b.csv", csvOf(laLine("n1", "Other", "1/1/20 1:00", "1/2/20 1:00", "1/1/20 9:00")))
	finished := func() string {
		return strings.Join(w.ask("SELECT ifNull(toString(finished), 'open') FROM records FINAL"), ";")
	}
	w.importFile("la311", a)
	if got := w.importFile("la311", b).Counts; got != counts(0, 1, 0, 0, 0) || finished() != "2020-01-01 17:00:00.000" {
		t.Fatalf("%+v, finished %s", got, finished())
	}
	if got := w.importFile("la311", a).Counts; got != counts(0, 1, 0, 0, 0) || finished() != "open" {
		t.Fatalf("%+v, finished %s", got, finished())
	}
}

func TestSameNumberTwiceInOneFile(t *testing.T) {
	w := newWorld(t)
	path := w.file("f.csv", csvOf(
		laLine("n1", "Other", "1/1/20 1:00", "1/9/20 1:00", "1/5/20 1:00"),
		laLine("n2", "Other", "1/1/20 1:00", "1/2/20 1:00", "1/2/20 1:00"),
		laLine("n1", "Other", "1/1/20 1:00", "1/2/20 1:00", ""),
		laLine("n2", "Other", "1/1/20 1:00", "1/2/20 1:00", "1/2/20 2:00"),
	))
	first := w.importFile("la311", path)
	if first.Counts != counts(2, 0, 0, 2, 0) {
		t.Fatalf("%+v", first.Counts)
	}
	var notes []string
	for _, e := range w.errors(first) {
		if e.Code == "note_superseded" {
			notes = append(notes, e.Value)
		}
	}
	if !slices.Equal(notes, []string{"n2", "n1"}) {
		t.Errorf("superseded: %v", notes)
	}
	want := []string{"2020-01-05 09:00:00.000", "2020-01-02 10:00:00.000"}
	if got := w.ask("SELECT toString(finished) FROM records FINAL ORDER BY number"); !slices.Equal(got, want) {
		t.Fatalf("finished %v, want %v", got, want)
	}
	if got := w.importFile("la311", path).Counts; got != counts(0, 0, 2, 2, 0) {
		t.Fatalf("second time: %+v", got)
	}
	if got := w.ask("SELECT toString(finished) FROM records FINAL ORDER BY number"); !slices.Equal(got, want) {
		t.Fatalf("second time: finished %v, want %v", got, want)
	}
}

// bulgarian is a file of a document system with every kind of cell.
const bulgarian = `Рег. №;Дата на регистриране;Услуга №;Наименование на услугата;Отдел;Място на подаване;Начин на подаване;Вид поръчка;Срок;Дата на приключване;Състояние;Последна промяна;Дни спряно производство;Друга институция;Анонимна
УС-01-1/05.01.2026;05.01.2026 10:30;2079;Издаване на удостоверение за наследници;ГРАО;Градска администрация;на гише;обикновена;;08.01.2026 09:00;Приключена;08.01.2026 09:01;;не;не
УС-01-2/05.01.2026;05.01.2026 10:31;2079;Издаване на удостоверение за наследници;ГРАО;Градска администрация;по пощата;бърза;;;В процес;05.01.2026 10:31;3;да;
УС-01-3/06.01.2026;06.01.2026 23:30;;Издаване на скица на „имот“;"Устройство на територията; кадастър";Кметство;през системата за електронни услуги;;13.01.2026;13.01.2026;;13.01.2026 16:00;;;
`

func (w *world) putService() {
	w.t.Helper()
	ctx := context.Background()
	must(w.t, w.reg.PutDepartment(ctx, register.Department{ID: "grao", Name: charter.Label{"bg": "ГРАО"}}))
	must(w.t, w.reg.PutService(ctx, register.Service{
		ID: "2079", Name: charter.Label{"bg": "Издаване на удостоверение за наследници"}, Department: "grao",
		Terms: []register.Term{
			{OrderSpeed: "ordinary", Term: charter.Term{Amount: 5, Unit: charter.WorkingDays}},
			{OrderSpeed: "fast", Term: charter.Term{Amount: 1, Unit: charter.WorkingDays}},
		},
	}))
}

func TestBulgarianFile(t *testing.T) {
	cp1251, err := charmap.Windows1251.NewEncoder().String(bulgarian)
	must(t, err)
	for name, content := range map[string]string{
		"utf-8": bulgarian, "utf-8 with mark": "\xef\xbb\xbf" + bulgarian, "windows-1251": cp1251,
		"CRLF": strings.ReplaceAll(bulgarian, "\n", "\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.putService()
			receipt := w.importFile("bg-delovodstvo", w.file("f.csv", content))
			if receipt.Counts != counts(3, 0, 0, 0, 0) {
				t.Fatalf("%+v %+v", receipt.Counts, w.errors(receipt))
			}
			got := w.ask(`SELECT number, service, department, office, channel, order_speed, toString(received), toString(received_day),
				ifNull(toString(due), '-'), ifNull(toString(finished), '-'), outcome, toString(paused_days), toString(other_institution)
				FROM records FINAL ORDER BY number`)
			want := []string{
				// Five working days after 5 January (6 January is no holiday in Bulgaria) end on 12 January at closing time.
				"УС-01-1/05.01.2026\t2079\tgrao\tgradska-administratsiya\tcounter\tordinary\t2026-01-05 08:30:00.000\t2026-01-05\t2026-01-12 15:30:00.000\t2026-01-08 07:00:00.000\tcompleted\t0\tfalse",
				// One working day after the 5th, and three days of standing still.
				"УС-01-2/05.01.2026\t2079\tgrao\tgradska-administratsiya\tpost\tfast\t2026-01-05 08:31:00.000\t2026-01-05\t2026-01-09 15:30:00.000\t-\topen\t3\ttrue",
				// Half past eleven at night is the next UTC day's morning nowhere: the civil day counts. A deadline that is a day
				// includes the whole of it; a closing day counts from its beginning.
				"УС-01-3/06.01.2026\t" + register.UnmappedID("bg-delovodstvo", "Издаване на скица на „имот“") +
					"\tustroystvo-na-teritoriyata-kadastar\tkmetstvo\teservice\tordinary\t2026-01-06 21:30:00.000\t2026-01-06\t2026-01-13 21:59:59.999\t2026-01-12 22:00:00.000\tcompleted\t0\tfalse",
			}
			if !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

func TestPreviewWritesNothing(t *testing.T) {
	w := newWorld(t)
	content := bulgarian + "УС-01-4;05.01.2026 10:30;;Непозната услуга;;;с гълъб;;;;;05.01.2026 10:30;;;\n"
	p, err := w.im.Preview(context.Background(), "bg-delovodstvo", w.file("f.csv", content), "f.csv")
	must(t, err)
	if p.Encoding != "utf-8" || p.Delimiter != ";" || p.Checked != 4 || p.Rejected != 1 || len(p.Rows) != 4 || len(p.Header) != 15 {
		t.Errorf("%+v", p)
	}
	if got := strings.Join(p.Columns, " "); got != "number service_number service department office channel order_speed received due finished outcome version paused_days other_institution anonymous" {
		t.Errorf("columns %s", got)
	}
	if got := strings.Join(p.Rows[0], "|"); got != "УС-01-1/05.01.2026|2079|Издаване на удостоверение за наследници|ГРАО|Градска администрация|counter|ordinary|2026-01-05 10:30||2026-01-08 09:00|completed|2026-01-08 09:01|0|false|false" {
		t.Errorf("first row %s", got)
	}
	if !slices.Equal(p.NewServices, []string{"Издаване на удостоверение за наследници", "Издаване на скица на „имот“"}) || len(p.NewDepartments) != 2 ||
		len(p.NewOffices) != 2 || !slices.Equal(p.NewChannels, []string{"с гълъб"}) {
		t.Errorf("new names %q %q %q %q", p.NewServices, p.NewDepartments, p.NewOffices, p.NewChannels)
	}
	cat, err := w.reg.Catalogue(context.Background())
	must(t, err)
	if len(cat.Services())+len(cat.Departments())+len(cat.Offices()) > 0 || w.number("SELECT count() FROM record_versions") > 0 {
		t.Error("the preview wrote something")
	}
}

func TestOneImportAtATime(t *testing.T) {
	w := newWorld(t)
	path := w.file("f.csv", csvOf(laLine("n1", "Other", "1/1/20 1:00", "1/2/20 1:00", "")))
	var second error
	_, err := w.im.Import(context.Background(), "la311", path, "f.csv", "u1", func(Progress) {
		_, second = w.im.Import(context.Background(), "la311", path, "f.csv", "u1", nil)
	})
	must(t, err)
	if fe, ok := fault.As(second); !ok || fe.Code != "import_running" || fe.Kind != fault.KindConflict {
		t.Errorf("the second import beside the first: %v", second)
	}
}

// Files as offices really save them are read like any other: with lines that end as on old Macs, with rows of delimiters alone, and
// with dates as Windows in Bulgarian writes them.
func TestFilesAsOfficesSaveThem(t *testing.T) {
	file := "Рег. №;Наименование на услугата;Начин на подаване;Дата на регистриране;Дата на приключване;Състояние;Последна промяна\n" +
		"94-1;Скица;На гише;4.5.2026 г. 8:30 ч.;6.5.2026 г.;Приключена;06.05.2026 г. 10:30:00\n" +
		";;;;;;\n" +
		"94-2;Скица;На гише;4.5.2026 г.;;В процес;4.5.2026 г.\n" +
		" ; ;;;;;\n"
	for name, text := range map[string]string{"Windows": strings.ReplaceAll(file, "\n", "\r\n"), "old Mac": strings.ReplaceAll(file, "\n", "\r")} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			receipt := w.importFile("bg-delovodstvo", w.file("in.csv", text))
			if receipt.Counts != counts(2, 0, 0, 0, 0) {
				t.Errorf("%+v %+v", receipt.Counts, w.errors(receipt))
			}
		})
	}
}
