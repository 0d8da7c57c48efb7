package ingest

import (
	"fmt"
	"maps"
	"slices"
)

// headers checks the names of the columns, whatever they mean.
func (c *profileCheck) headers() {
	p := c.p
	seen := map[string]Field{}
	for _, f := range slices.Sorted(maps.Keys(p.Columns)) {
		path := "columns." + string(f)
		if p.Kind == "" && !slices.Contains(fieldOrder, f) {
			c.wrong(path, string(f))
			continue
		}
		if len(p.Columns[f].Headers) == 0 {
			c.wrong(path+".headers", "")
		}
		for _, h := range p.Columns[f].Headers {
			if other, twice := seen[fold(h)]; twice || fold(h) == "" {
				c.wrong(path+".headers", fmt.Sprintf("%s (%s)", h, other))
			}
			seen[fold(h)] = f
		}
	}
}

// columns checks the columns of service records.
func (c *profileCheck) columns() {
	p := c.p
	for _, f := range []Field{FieldNumber, FieldReceived} {
		if !p.Columns[f].Required {
			c.wrong("columns."+string(f)+".required", "false")
		}
	}
	for f, value := range p.Constants {
		if f != FieldService && f != FieldDepartment && f != FieldOffice || fold(value) == "" || len(p.Columns[f].Headers) > 0 {
			c.wrong("constants."+string(f), value)
		}
	}
	if len(p.Columns[FieldService].Headers) == 0 && len(p.Columns[FieldServiceNumber].Headers) == 0 && p.Constants[FieldService] == "" {
		c.wrong("columns", string(FieldService))
	}
	c.version()
}

func (c *profileCheck) version() {
	p := c.p
	if p.Version.Format == "" {
		p.Version.Format = wordNone
	}
	c.oneOf("version.format", p.Version.Format, "date", "number", wordNone)
	if has := len(p.Columns[FieldVersion].Headers) > 0; has != p.HasVersion() || has && !p.Columns[FieldVersion].Required {
		c.wrong("columns.version", p.Version.Format)
	}
}

// words checks a table of words. ids are the allowed ones; nil leaves them to the charter.
func (c *profileCheck) words(path string, w *Words, ids []string) {
	w.folded = make(map[string]string, len(w.Words))
	for _, word := range slices.Sorted(maps.Keys(w.Words)) {
		id := w.Words[word]
		if _, twice := w.folded[fold(word)]; twice || fold(word) == "" || id == "" || ids != nil && !slices.Contains(ids, id) {
			c.wrong(path+".words."+word, id)
		}
		w.folded[fold(word)] = id
	}
	if w.Unknown == "" {
		w.Unknown = wordReject
	}
	if w.Empty == "" {
		w.Empty = wordReject
	}
	if ids != nil && w.Unknown != wordReject && !slices.Contains(ids, w.Unknown) {
		c.wrong(path+".unknown", w.Unknown)
	}
	if ids != nil && !slices.Contains(append([]string{wordReject, wordDerive}, ids...), w.Empty) {
		c.wrong(path+".empty", w.Empty)
	}
}

func (c *profileCheck) yesNo() {
	seen := map[string]bool{}
	for path, list := range map[string][]string{"yes_no.yes": c.p.YesNo.Yes, "yes_no.no": c.p.YesNo.No} {
		for _, w := range list {
			if seen[fold(w)] || fold(w) == "" {
				c.wrong(path, w)
			}
			seen[fold(w)] = true
		}
	}
}
