package ingest

import (
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
		missing[i] = p.headerOf(f)
	}
	return fault.Invalid("file", "columns_missing", fault.Params{
		"missing": strings.Join(missing, ", "), "found": repeatedTo(strings.Join(t.Header, ", "), 300), // without a header it is the first row, and somebody stands there
	})
}

// header is what a profile understands of the names of columns.
type header struct {
	columns map[Field]int
	missing []Field // required and not there, in the order of fields
	twice   string  // a header that stands for one field twice
}

// headerOf is what people call the column of a field.
func (p *Profile) headerOf(f Field) string {
	if h := p.Columns[f].Headers; len(h) > 0 {
		return h[0]
	}
	return string(f)
}

// places tells where the names of a header stand.
type places struct {
	folded, plain map[string]int
	repeated      map[string]bool // plain names that more than one column has
	first         map[string]bool // folded names that more than one column has, each with its number there
}

func placesOf(names []string) places {
	p := places{folded: map[string]int{}, plain: map[string]int{}, repeated: map[string]bool{}, first: map[string]bool{}}
	for i, n := range names {
		p.folded[fold(n)] = i
		if _, there := p.plain[plain(n)]; there {
			p.repeated[plain(n)] = true
			continue
		}
		p.plain[plain(n)] = i
	}
	for i, n := range names {
		name, first := strings.CutSuffix(fold(n), " (1)")
		_, alone := p.folded[name]
		if _, second := p.folded[name+" (2)"]; first && second && !alone {
			p.folded[name], p.first[name] = i, true
		}
	}
	return p
}

// find gives the column of a name: the very same, but for capitals and spaces, or one that differs by other marks alone. clear is false
// where more than one column may be meant.
func (p places) find(name string) (at int, there, clear bool) {
	if i, ok := p.folded[fold(name)]; ok {
		return i, true, !p.first[fold(name)]
	}
	i, ok := p.plain[plain(name)]
	return i, ok && plain(name) != "", !p.repeated[plain(name)]
}

// readColumns matches the header's names with the profile's. A field's first alternative that the header has is taken. A name that
// stands twice in the file has numbers there; without a number it is found too, but does not say which column is meant.
func readColumns(p *Profile, names []string) header {
	h := header{columns: map[Field]int{}}
	at := placesOf(names)
	scores := p.Kind != FileAnswers // a sheet has at least one
	for _, f := range p.fields() {
		col, wanted := p.Columns[f]
		if !wanted {
			continue
		}
		for _, name := range col.Headers {
			i, there, clear := at.find(name)
			if !there {
				continue
			}
			if h.columns[f] = i; !clear {
				h.twice = names[i]
			}
			break
		}
		if _, found := h.columns[f]; found {
			scores = scores || strings.HasPrefix(string(f), string(FieldScore))
		} else if col.Required {
			h.missing = append(h.missing, f)
		}
	}
	if !scores {
		h.missing = append(h.missing, FieldScore+questionOverall)
	}
	return h
}

// plain brings a column's name into the form in which names are compared: letters and digits, single spaces.
func plain(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(c rune) bool { return !isLetter(c) && (c < '0' || c > '9') && c != '№' }), " ")
}
