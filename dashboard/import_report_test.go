package dashboard

import (
	"context"
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// Beside a file of the inbox stand a report that says what became of it and the rows that were refused, which a spreadsheet opens
// without taking a cell for a formula.
func TestInboxReport(t *testing.T) {
	d := testDoors(t)
	officer := d.signedInAs(access.Officer)
	token := officer.get("/import").hidden("csrf")
	content := recordsHead + goodRows(1, 2) +
		"УС-3;=cmd|' /C calc'!A0;Данъчна оценка;Местни данъци;;на гише;открита;;05.10.2026 10:31\n"
	preview := officer.sendFile(token, "bg-delovodstvo", "прес.csv", []byte(content)).Header.Get("Location")
	officer.confirm(preview, token)
	list, err := d.reg.Imports(context.Background(), 1)
	if err != nil || len(list) != 1 || list[0].Counts.Rejected != 1 {
		t.Fatalf("%v %+v", err, list)
	}
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	words := bundle.In(text.BG)
	report := InboxReport(words, d.reg)
	base := filepath.Join(t.TempDir(), "прес.csv")
	if err := report(context.Background(), base, list[0], nil); err != nil {
		t.Fatal(err)
	}
	said := fileText(t, base+".отчет.txt")
	for _, want := range []string{"\ufeff", "bg-delovodstvo", "прес.csv", "Редове: 3\r\n", "Нови: 2\r\n", "Отхвърлени: 1\r\n", list[0].ID.String()} {
		if !strings.Contains(said, want) {
			t.Errorf("the report lacks %q: %q", want, said)
		}
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(fileText(t, base+".отхвърлени.csv"), "\ufeff")))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || !slices.Equal(rows[0], []string{"Ред", "Вид", "Колона", "Стойност", "Причина"}) {
		t.Fatalf("%v %q", err, rows)
	}
	refused := rows[slices.IndexFunc(rows, func(row []string) bool { return row[1] == "отхвърлен" })]
	if refused[0] != "4" || refused[3] != "'=cmd|' /C calc'!A0" || refused[4] == "" || strings.Contains(refused[4], "⟦") {
		t.Errorf("%q", refused)
	}
}

// A file that is refused gets the reason in words and no rows; what is wrong inside the program is not told.
func TestInboxReportOfARefusedFile(t *testing.T) {
	d := testDoors(t)
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	report := InboxReport(bundle.In(text.BG), d.reg)
	for name, c := range map[string]struct {
		cause error
		want  string
	}{
		"чужд.csv":     {fault.Invalid("file", "file_not_recognised", nil), "Колоните на файла не са познати."},
		"вътрешна.csv": {errors.New("secret of the inside"), "Възникна грешка в програмата."},
	} {
		base := filepath.Join(t.TempDir(), name)
		if err := report(context.Background(), base, register.Import{ID: uuid.Nil}, c.cause); err != nil {
			t.Fatal(err)
		}
		said := fileText(t, base+".отчет.txt")
		if !strings.HasPrefix(said, "\ufeffФайлът не е внесен.\r\n"+c.want) || strings.Contains(said, "secret") || strings.Contains(said, "⟦") {
			t.Errorf("%s: %q", name, said)
		}
		if _, err := os.Stat(base + ".отхвърлени.csv"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: rows of a file that was not read: %v", name, err)
		}
	}
}

// A report calls a file by what it is for, not by the program's word for it.
func TestInboxReportNamesTheKind(t *testing.T) {
	d := testDoors(t)
	bundle, err := text.Load()
	must(t, err)
	for profile, want := range map[string]string{
		"bg-delovodstvo": "„bg-delovodstvo“", "@cases": "„Случаи от друг регистър“", "@answers/anketna-karta": "„Анкети на хартия – anketna-karta“",
	} {
		base := filepath.Join(t.TempDir(), "файл.csv")
		must(t, InboxReport(bundle.In(text.BG), d.reg)(context.Background(), base, register.Import{ID: uuid.New(), Profile: profile}, nil))
		if said := fileText(t, base+".отчет.txt"); !strings.Contains(said, want) || strings.Contains(said, "@") {
			t.Errorf("%s: %q", profile, said)
		}
	}
}

func fileText(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
