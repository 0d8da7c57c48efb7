package ingest

import (
	"slices"
	"strings"

	"harta/internal/fault"
)

// source is an open file whose header a profile has understood.
type source struct {
	*table
	columns map[Field]int // where each field stands
}

// openSource opens a surveyed file and finds its shape and its columns. The faults say what is wrong with the file as a whole.
func openSource(path string, p *Profile, sv survey) (*source, error) {
	t, err := openTable(path, sv, p.shape(), p.MaxRecord, func(names []string) int { return len(readColumns(p, names).columns) })
	if err != nil {
		return nil, err
	}
	h := readColumns(p, t.Header)
	if len(h.missing) > 0 {
		err = headerFault(path, p, sv, t, h)
	} else if h.twice != "" {
		err = fault.Invalid("file", "column_twice", fault.Params{"column": clip(h.twice)})
	}
	if err != nil {
		t.Close()
		return nil, err
	}
	return &source{table: t, columns: h.columns}, nil
}

// shape is what the profile says about the cut of its files.
func (p *Profile) shape() Shape {
	s := Shape{Encoding: p.Encoding, Delimiter: p.Delimiter, Sheet: p.Sheet, HeaderRow: p.HeaderRow}
	if s.Encoding == wordDetect {
		s.Encoding = ""
	}
	if s.Delimiter == wordDetect {
		s.Delimiter = ""
	}
	return s
}

// headerFault says why the header is not the profile's: another delimiter, a damaged encoding, or other columns.
func headerFault(path string, p *Profile, sv survey, t *table, h header) error {
	fits := func(want Shape) (string, bool) {
		other, err := openTable(path, sv, want, p.MaxRecord, func(names []string) int { return len(readColumns(p, names).columns) })
		if err != nil {
			return "", false
		}
		defer other.Close()
		return other.Delimiter, len(readColumns(p, other.Header).missing) == 0
	}
	if t.Format == formatCSV && p.Delimiter != wordDetect {
		want := p.shape()
		want.Delimiter = ""
		if found, ok := fits(want); ok {
			return fault.Invalid("file", "delimiter_wrong", fault.Params{"expected": p.Delimiter, "found": found})
		}
	}
	if t.Format == formatCSV && p.Encoding == wordDetect && !sv.UTF8 && sv.UTF16 == "" && sv.BadLine > 1 {
		// Read as UTF-8 the header may be right: then a single damaged byte further down spoilt the file.
		undamaged := sv
		undamaged.UTF8 = true
		if other, err := openTable(path, undamaged, Shape{Encoding: encodingUTF8}, p.MaxRecord, func(names []string) int {
			return len(readColumns(p, names).columns)
		}); err == nil {
			defer other.Close()
			if len(readColumns(p, other.Header).missing) == 0 {
				return fault.Invalid("file", "encoding_mixed", fault.Params{"line": sv.BadLine})
			}
		}
	}
	missing := make([]string, len(h.missing))
	for i, f := range h.missing {
		missing[i] = p.Columns[f].Headers[0]
	}
	return fault.Invalid("file", "columns_missing", fault.Params{
		"missing": strings.Join(missing, ", "), "found": clipTo(strings.Join(t.Header, ", "), 300),
	})
}

// header is what a profile understands of the names of columns.
type header struct {
	columns map[Field]int
	missing []Field // required and not there, in the order of fields
	twice   string  // a header that stands for one field twice
}

// readColumns matches the header's names with the profile's. A field's first alternative that the header has is taken. A name that
// stands twice in the file has numbers there; without a number it is found too, but does not say which column is meant.
func readColumns(p *Profile, names []string) header {
	h := header{columns: map[Field]int{}}
	places := map[string]int{}
	for i, n := range names {
		places[fold(n)] = i
	}
	twice := map[string]bool{}
	for i, n := range names {
		name, first := strings.CutSuffix(fold(n), " (1)")
		_, plain := places[name]
		if _, second := places[name+" (2)"]; first && second && !plain {
			places[name], twice[name] = i, true
		}
	}
	for _, f := range fieldOrder {
		col, wanted := p.Columns[f]
		if !wanted {
			continue
		}
		i := slices.IndexFunc(col.Headers, func(name string) bool { _, ok := places[fold(name)]; return ok })
		switch {
		case i >= 0:
			name := fold(col.Headers[i])
			if h.columns[f] = places[name]; twice[name] {
				h.twice = col.Headers[i]
			}
		case col.Required:
			h.missing = append(h.missing, f)
		}
	}
	return h
}
