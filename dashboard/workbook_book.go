package dashboard

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"harta/analytics"
	"harta/internal/text"
)

// book is a workbook in the making.
type book struct {
	file   *excelize.File
	styles *bookStyles
	viewer viewer
	cover  cover
	about  string // the filter and the cut-off, under every sheet's title
	taken  map[string]bool
	sheets []*sheet
}

// newBook begins a workbook.
func newBook(v viewer, c cover) *book {
	file := excelize.NewFile()
	b := &book{file: file, viewer: v, cover: c, taken: make(map[string]bool),
		styles: &bookStyles{file: file, made: make(map[string]int)}}
	b.about = c.Filter + " · " + c.cutOffLine(v.names.words)
	return b
}

// fill writes the cover and a sheet for every table.
func (b *book) fill(tables []*analytics.Table) error {
	w := b.viewer.names.words
	coverName := sheetName(w.T("workbook.cover"), b.taken)
	if err := b.file.SetSheetName("Sheet1", coverName); err != nil {
		return fmt.Errorf("name the cover: %w", err)
	}
	for _, t := range tables {
		view := b.viewer.view(t)
		s := &sheet{book: b, table: t, view: view, columns: b.viewer.sheetColumns(t, view),
			name: sheetName(w.T("sheet."+t.Report.Key), b.taken)}
		if _, err := b.file.NewSheet(s.name); err != nil {
			return fmt.Errorf("add sheet %s: %w", s.name, err)
		}
		if err := s.write(); err != nil {
			return err
		}
		b.sheets = append(b.sheets, s)
	}
	if err := b.writeCover(coverName); err != nil {
		return err
	}
	return b.finish()
}

// finish sets what belongs to the workbook as a whole.
func (b *book) finish() error {
	b.file.SetActiveSheet(0)
	on := true
	if err := b.file.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &on}); err != nil {
		return fmt.Errorf("set calculation: %w", err)
	}
	stamp := b.cover.MadeAt.UTC().Format("2006-01-02T15:04:05Z")
	err := b.file.SetDocProps(&excelize.DocProperties{
		Title: sheetText(b.cover.Title), Creator: sheetText(b.cover.MadeBy), Subject: sheetText(b.about),
		Description: sheetText(b.cover.Municipality), Created: stamp, Modified: stamp, Language: documentLanguage(b.viewer.names.words.Lang()),
	})
	if err != nil {
		return fmt.Errorf("set properties: %w", err)
	}
	return nil
}

func documentLanguage(l text.Lang) string {
	if l == text.BG {
		return "bg-BG"
	}
	return "en-GB"
}

// setPage lays a sheet out on A4: the municipality and the title above, the cut-off and the page's number below, as wide as
// the page and as long as it needs.
func (b *book) setPage(name, title string, lying bool) error {
	fit, wide, long, paper := true, 1, 0, 9
	orientation := "portrait"
	if lying {
		orientation = "landscape"
	}
	w := b.viewer.names.words
	steps := []error{
		b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}),
		b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &paper, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &long}),
		b.file.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{Left: inches(0.6), Right: inches(0.6), Top: inches(0.9), Bottom: inches(0.8), Header: inches(0.4), Footer: inches(0.4)}),
		b.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{
			OddHeader: "&L" + headerText(b.cover.Municipality) + "&R" + headerText(title),
			OddFooter: "&L" + headerText(b.cover.cutOffLine(w)) + "&R" + headerText(w.T("workbook.page")) + " &P / &N",
		}),
	}
	for _, err := range steps {
		if err != nil {
			return fmt.Errorf("page of %s: %w", name, err)
		}
	}
	return nil
}

func inches(x float64) *float64 { return &x }

// reference is a range of a sheet as charts and names point at it.
func reference(sheet string, column, first, last int) (string, error) {
	name, err := excelize.ColumnNumberToName(column)
	if err != nil {
		return "", err
	}
	if first == last {
		return fmt.Sprintf("%s!$%s$%d", quoted(sheet), name, first), nil
	}
	return fmt.Sprintf("%s!$%s$%d:$%s$%d", quoted(sheet), name, first, name, last), nil
}

// quoted is a sheet's name as a reference writes it.
func quoted(sheet string) string { return "'" + strings.ReplaceAll(sheet, "'", "''") + "'" }
