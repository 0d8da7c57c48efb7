package dashboard

import (
	"net/url"
	"slices"
	"time"

	"harta/analytics"
	"harta/internal/text"
)

// The URL parameters of a filter, as analytics reads them.
const (
	paramPeriod     = "period"
	paramFrom       = "from"
	paramTo         = "to"
	paramCompare    = "compare"
	paramDepartment = "department"
	paramService    = "service"
	paramChannel    = "channel"
	paramOffice     = "office"
	paramAsOf       = "asof"
)

// filterLinks makes the addresses of one page under other filters. A page that shows the present stays in the present: only a
// permanent link, and a page opened by one, names its cut-off. Of a filter that could not be read the parameters are kept as
// they were typed.
type filterLinks struct {
	path   string
	params url.Values // of the page's own filter, without the cut-off
	cutOff string     // RFC 3339; empty when the filter could not be read
	pinned bool       // the request named its cut-off
	period string     // the filter's days in words
}

// newFilterLinks keeps what the request asked for, in the form that f gives it.
func newFilterLinks(path string, asked url.Values, f analytics.Filter, words *text.Printer) filterLinks {
	params := f.Values()
	l := filterLinks{path: path, cutOff: params.Get(paramAsOf), pinned: asked.Get(paramAsOf) != "", period: periodText(words, f)}
	params.Del(paramAsOf)
	l.params = params
	return l
}

// filterParams are the parameters that make up a filter.
func filterParams() []string {
	return []string{paramPeriod, paramFrom, paramTo, paramCompare, paramDepartment, paramService, paramChannel, paramOffice}
}

// typedFilterLinks keeps the parameters of a filter that could not be read.
func typedFilterLinks(path string, asked url.Values) filterLinks {
	l := filterLinks{path: path, params: make(url.Values)}
	for _, name := range filterParams() {
		if list := asked[name]; len(list) > 0 {
			l.params[name] = list
		}
	}
	return l
}

// values are the parameters of the page's own filter, to be changed freely.
func (l filterLinks) values() url.Values {
	v := make(url.Values, len(l.params)+1)
	for name, list := range l.params {
		v[name] = slices.Clone(list)
	}
	if l.pinned {
		v.Set(paramAsOf, l.cutOff)
	}
	return v
}

// pinnedValues are the same parameters with the cut-off.
func (l filterLinks) pinnedValues() url.Values {
	v := l.values()
	if l.cutOff != "" {
		v.Set(paramAsOf, l.cutOff)
	}
	return v
}

// narrowed says whether the filter leaves out more than other days.
func (l filterLinks) narrowed() bool {
	return len(l.params[paramDepartment])+len(l.params[paramService])+len(l.params[paramChannel])+len(l.params[paramOffice]) > 0
}

// permanent is the address that always gives the same figures: the filter with its cut-off.
func (l filterLinks) permanent() string { return address(l.path, l.pinnedValues()) }

// elsewhere is another page under the same filter.
func (l filterLinks) elsewhere(path string) string { return address(path, l.values()) }

// pinnedElsewhere is another page or file under the same filter and cut-off.
func (l filterLinks) pinnedElsewhere(path string) string { return address(path, l.pinnedValues()) }

// drill is the same page narrowed to one group of a dimension; "" where there is no such filter.
func (l filterLinks) drill(dimension, key string) string {
	v := l.values()
	switch dimension {
	case "month":
		return l.drillMonth(v, key)
	case paramDepartment, paramService, paramChannel, paramOffice:
		if key == "" || slices.Equal(v[dimension], []string{key}) {
			return ""
		}
		v.Set(dimension, key)
		return address(l.path, v)
	default:
		return ""
	}
}

// drillMonth narrows the period to a civil month.
func (l filterLinks) drillMonth(v url.Values, month string) string {
	first, err := time.Parse("2006-01", month)
	if err != nil {
		return ""
	}
	v.Set(paramPeriod, "custom")
	v.Set(paramFrom, first.Format(time.DateOnly))
	v.Set(paramTo, first.AddDate(0, 1, -1).Format(time.DateOnly))
	return address(l.path, v)
}

// without is the page with one value of a parameter taken away.
func (l filterLinks) without(param, value string) string {
	v := l.values()
	if v[param] = slices.DeleteFunc(v[param], func(s string) bool { return s == value }); len(v[param]) == 0 {
		delete(v, param)
	}
	return address(l.path, v)
}

// periodText writes a filter's days: "01.11.2025 г. – 31.10.2026 г.".
func periodText(words *text.Printer, f analytics.Filter) string {
	switch {
	case f.Period == analytics.PeriodEverything:
		return words.T("period.until", "day", words.Day(f.To))
	case f.From == f.To:
		return words.Day(f.From)
	default:
		return words.Day(f.From) + " " + dash + " " + words.Day(f.To)
	}
}

// address joins a path and its parameters.
func address(path string, v url.Values) string {
	if q := v.Encode(); q != "" {
		return path + "?" + q
	}
	return path
}
