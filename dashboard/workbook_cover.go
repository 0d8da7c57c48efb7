package dashboard

import (
	"fmt"
	"time"

	"github.com/xuri/excelize/v2"

	"harta/analytics"
	"harta/internal/text"
)

// cover is what the first sheet says: whose figures, about what, as of when, by whom.
type cover struct {
	Municipality string
	Title        string
	Filter       string // in words
	Period       string
	Comparison   string // the days of the comparison period; empty without one
	CutOff       time.Time
	Freshness    time.Time
	MadeBy       string
	MadeAt       time.Time
	Link         string // the page that always shows these figures; empty when our public address is not known
}

// cutOffLine says which moment the figures speak of.
func (c cover) cutOffLine(w *text.Printer) string {
	return w.T("data.as_of", "moment", w.DateTime(c.CutOff))
}

// The widths of the cover's two columns, in characters.
const (
	coverNames = 32.0
	coverTexts = 74.0
)

// coverWriter writes the first sheet line by line.
type coverWriter struct {
	book  *book
	sheet string
	row   int
}

// writeCover fills the first sheet: title, facts, contents, definitions, what the states mean.
func (b *book) writeCover(name string) error {
	c := &coverWriter{book: b, sheet: name, row: 1}
	if err := b.file.SetColWidth(name, "A", "A", coverNames); err != nil {
		return err
	}
	if err := b.file.SetColWidth(name, "B", "B", coverTexts); err != nil {
		return err
	}
	if err := b.setPage(name, b.cover.Title, false); err != nil {
		return err
	}
	off := false
	if err := b.file.SetSheetView(name, 0, &excelize.ViewOptions{ShowGridLines: &off}); err != nil {
		return err
	}
	for _, part := range []func() error{c.title, c.facts, c.contents, c.definitions, c.states} {
		if err := part(); err != nil {
			return fmt.Errorf("write the cover: %w", err)
		}
	}
	return nil
}

func (c *coverWriter) title() error {
	if err := c.line(look{format: "@", muted: true}, c.book.cover.Municipality); err != nil {
		return err
	}
	return c.line(look{format: "@", bold: true, size: 20}, c.book.cover.Title)
}

// facts are the lines on filter, time and maker. Moments are typed, so that they can be sorted and reckoned with.
func (c *coverWriter) facts() error {
	w, cover := c.book.viewer.names.words, c.book.cover
	c.row++
	lines := []struct {
		key   string
		value any
	}{
		{"workbook.period", cover.Period},
		{"workbook.filter", cover.Filter},
		{"workbook.comparison", cover.Comparison},
		{"workbook.cut_off", c.book.local(cover.CutOff)},
		{"workbook.freshness", c.book.local(cover.Freshness)},
		{"workbook.made_by", cover.MadeBy},
		{"workbook.made_at", c.book.local(cover.MadeAt)},
		{"workbook.link", cover.Link},
	}
	for _, l := range lines {
		if moment, ok := l.value.(time.Time); l.value == "" || ok && moment.IsZero() {
			continue
		}
		if err := c.pair(w.T(l.key), l.value); err != nil {
			return err
		}
	}
	return nil
}

// local is an instant as the clock on the municipality's wall shows it; a spreadsheet's moments have no zone.
func (b *book) local(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	t = t.In(b.viewer.names.charter.Location())
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// contents lists the sheets with links.
func (c *coverWriter) contents() error {
	if err := c.heading("workbook.contents"); err != nil {
		return err
	}
	for _, s := range c.book.sheets {
		id, err := c.book.styles.id(look{format: "@", link: true})
		if err != nil {
			return err
		}
		cell := cellName(1, c.row)
		if err := c.book.file.SetCellHyperLink(c.sheet, cell, quoted(s.name)+"!A1", "Location"); err != nil {
			return err
		}
		if err := c.book.file.SetCellStr(c.sheet, cell, s.name); err != nil {
			return err
		}
		if err := c.book.file.SetCellStyle(c.sheet, cell, cell, id); err != nil {
			return err
		}
		if err := c.put(2, look{format: "@", wrap: true}, s.view.Title); err != nil {
			return err
		}
		c.row++
	}
	return nil
}

// definitions say what every measure of the workbook means, each once.
func (c *coverWriter) definitions() error {
	if err := c.heading("workbook.definitions"); err != nil {
		return err
	}
	w := c.book.viewer.names.words
	seen := make(map[string]bool)
	for _, s := range c.book.sheets {
		for _, col := range s.table.Columns {
			m := col.Measure
			if seen[m.Key] {
				continue
			}
			seen[m.Key] = true
			if err := c.pair(w.T("measure."+m.Key), w.T("measure."+m.Key+".help")+" "+w.T("better."+string(m.Better))); err != nil {
				return err
			}
		}
	}
	return c.pair(w.T("workbook.interval"), w.T("workbook.interval.help"))
}

// states explain the words that stand where a number is missing.
func (c *coverWriter) states() error {
	if err := c.heading("workbook.states"); err != nil {
		return err
	}
	w := c.book.viewer.names.words
	for _, state := range []analytics.State{analytics.StateNone, analytics.StateFew, analytics.StateBeyond, analytics.StateUnknown} {
		if err := c.pair(w.T("cell."+string(state)), w.T("cell."+string(state)+".help")); err != nil {
			return err
		}
	}
	return nil
}

func (c *coverWriter) heading(key string) error {
	c.row++
	return c.line(look{format: "@", bold: true, size: 13}, c.book.viewer.names.words.T(key))
}

func (c *coverWriter) line(l look, s string) error {
	if err := c.put(1, l, s); err != nil {
		return err
	}
	err := c.book.file.SetRowHeight(c.sheet, c.row, lineHeight*max(1, l.size/10))
	c.row++
	return err
}

// pair writes a name and its value side by side.
func (c *coverWriter) pair(name string, value any) error {
	if err := c.put(1, look{format: "@", muted: true, wrap: true}, name); err != nil {
		return err
	}
	if err := c.put(2, look{format: "@", wrap: true}, value); err != nil {
		return err
	}
	text, _ := value.(string)
	height := max(heightOf(name, coverNames-2), heightOf(text, coverTexts-4))
	err := c.book.file.SetRowHeight(c.sheet, c.row, height)
	c.row++
	return err
}

// put writes one cell: text as text, moments as moments.
func (c *coverWriter) put(column int, l look, value any) error {
	cell := cellName(column, c.row)
	var err error
	switch v := value.(type) {
	case time.Time:
		l.format, l.wrap, l.left = "dd.mm.yyyy hh:mm", false, true
		err = c.book.file.SetCellValue(c.sheet, cell, v)
	case string:
		err = c.book.file.SetCellStr(c.sheet, cell, sheetText(v))
	}
	if err != nil {
		return err
	}
	id, err := c.book.styles.id(l)
	if err != nil {
		return err
	}
	return c.book.file.SetCellStyle(c.sheet, cell, cell, id)
}
