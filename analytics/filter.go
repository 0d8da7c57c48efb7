package analytics

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"harta/internal/charter"
	"harta/internal/fault"
)

// Compare names the period a figure is compared with.
type Compare string

// The comparisons.
const (
	CompareNone     Compare = "none"
	ComparePrevious Compare = "previous" // the period of the same shape just before
	CompareYear     Compare = "year"     // the same days a year earlier
)

// Filter says which facts a report speaks about. The lists are ids; an empty list means all.
type Filter struct {
	// Period is the preset's key (month, last_month, quarter, year, 12m, 24m, all) or "custom".
	Period string `json:"period"`
	// From and To are the first and the last civil day, both included, as "2006-01-02".
	From        string   `json:"from"`
	To          string   `json:"to"`
	Compare     Compare  `json:"compare"`
	Departments []string `json:"departments,omitempty"`
	Services    []string `json:"services,omitempty"`
	Channels    []string `json:"channels,omitempty"`
	Offices     []string `json:"offices,omitempty"`
	// CutOff is the moment the figures are as of: facts that arrived later are left out, items finished later count as open.
	// It carries the municipality's time zone.
	CutOff time.Time `json:"cut_off"`
}

const (
	// longestPeriod is the longest span of a custom period.
	longestPeriod = 50 // years
	// longestList and longestID bound what a link may carry.
	longestList = 200
	longestID   = 200
)

// ParseFilter reads a filter from the parameters of a link: period, from, to, compare, department, service, channel, office
// (repeatable) and asof (RFC 3339). Without them it is the last twelve months up to today, compared with the period before, as of
// now. The days of a preset are counted from asof, so that a link keeps its meaning. What is wrong is a fault.Invalid or a
// fault.List of them.
func ParseFilter(v url.Values, now time.Time, cal *charter.Calendar) (Filter, error) {
	p := parser{values: v}
	f := Filter{
		CutOff:      p.moment("asof", now).In(cal.Location()),
		Compare:     Compare(p.oneOf("compare", "unknown_comparison", string(ComparePrevious), string(CompareNone), string(CompareYear))),
		Departments: p.ids("department"),
		Services:    p.ids("service"),
		Channels:    p.ids("channel"),
		Offices:     p.ids("office"),
	}
	p.period(&f, cal.CivilDay(f.CutOff))
	switch len(p.faults) {
	case 0:
		return f, nil
	case 1:
		return Filter{}, p.faults[0]
	default:
		return Filter{}, p.faults
	}
}

// Values are the parameters of the permanent link to the filter: ParseFilter gives the same filter back at any time.
func (f Filter) Values() url.Values {
	v := url.Values{"period": {f.Period}, "compare": {string(f.Compare)}, "asof": {f.CutOff.UTC().Format(time.RFC3339Nano)}}
	if f.Period == PeriodCustom {
		v.Set("from", f.From)
		v.Set("to", f.To)
	}
	for name, ids := range map[string][]string{"department": f.Departments, "service": f.Services, "channel": f.Channels, "office": f.Offices} {
		if len(ids) > 0 {
			v[name] = slices.Clone(ids)
		}
	}
	return v
}

// parser collects every fault of a link, so that a person sees them all at once.
type parser struct {
	values url.Values
	faults fault.List
}

func (p *parser) wrong(field, code string, params fault.Params) {
	p.faults = append(p.faults, fault.Invalid(field, code, params))
}

// oneOf reads a word from a fixed list, whose first one holds when there is none.
func (p *parser) oneOf(field, code string, words ...string) string {
	w := strings.TrimSpace(p.values.Get(field))
	switch {
	case w == "":
		return words[0]
	case slices.Contains(words, w):
		return w
	}
	p.wrong(field, code, fault.Params{"value": w})
	return words[0]
}

// moment reads an instant to the millisecond, which is how finely facts are stored. One in the future would promise facts that
// nobody has yet, so it is a fault; a minute is allowed for clocks that differ.
func (p *parser) moment(field string, now time.Time) time.Time {
	s := strings.TrimSpace(p.values.Get(field))
	if s == "" {
		return now.Truncate(time.Millisecond)
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		p.wrong(field, "bad_moment", fault.Params{"value": s})
		return now
	}
	if t.After(now.Add(time.Minute)) || t.Year() < firstYear {
		p.wrong(field, "moment_out_of_range", fault.Params{"value": s})
		return now
	}
	return t.Truncate(time.Millisecond)
}

// ids reads a repeatable list of ids, without empty and repeated ones, in a stable order.
func (p *parser) ids(field string) []string {
	var ids []string
	for _, id := range p.values[field] {
		id = strings.TrimSpace(id)
		if len(id) > longestID || strings.ContainsRune(id, 0) {
			p.wrong(field, "bad_id", nil)
			return nil
		}
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
		if len(ids) > longestList {
			p.wrong(field, "too_many_ids", fault.Params{"most": longestList})
			return nil
		}
	}
	slices.Sort(ids)
	return ids
}
