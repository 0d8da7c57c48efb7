package dashboard

import (
	"net/url"
	"slices"

	"harta/analytics"
	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/register"
	"harta/internal/text"
)

// filterBar is the row that reads as a sentence: which period, whose services, compared with what. It is a GET form, so that
// every view has an address and the way back works.
type filterBar struct {
	Action    string
	AsOf      string // of a page opened by a permanent link
	Period    periodField
	Compare   []filterOption
	Picks     []filterPick
	Chips     []filterChip
	Faults    []fieldFault
	Reset     string
	Live      string // the same page as of now; empty when it is
	Permanent string
	Excel     string
	Summary   string // the whole filter as a phrase, for the folded row and for print
}

// filterOption is one choice of a field.
type filterOption struct {
	Value, Label string
	Chosen       bool
}

// periodField chooses a preset or two days. What was typed stays, even when it is no day.
type periodField struct {
	Label    string
	Options  []filterOption
	From, To dayField
	Open     bool // something in it is wrong
}

// dayField is one typed day.
type dayField struct {
	Name, Label, Value, Error string
	Odd                       bool // no day at all: a date control would drop it, so it is shown as text
}

// filterPick chooses any of a list.
type filterPick struct {
	Param, Label, Phrase string // Phrase is what is chosen, in the sentence
	Options              []filterOption
	Error                string
}

// filterChip is one thing that is set, with the address without it.
type filterChip struct {
	Label, Value, Remove string
}

// fieldFault is what is wrong with a field, for the list above the page.
type fieldFault struct {
	Field, Message string
}

// filterBar words the filter of a request.
func (s *Server) filterBar(a *asking) filterBar {
	v, w := a.viewer, a.viewer.names.words
	bar := filterBar{Action: v.links.path, Reset: v.links.path, Period: periodFieldOf(a), Picks: s.filterPicks(a)}
	if v.links.pinned {
		bar.AsOf, bar.Live = v.links.cutOff, address(v.links.path, v.links.params)
	}
	for _, compare := range analytics.Comparisons() {
		bar.Compare = append(bar.Compare, filterOption{string(compare), w.T("filter.compare." + string(compare)), chosenCompare(a) == string(compare)})
	}
	for _, f := range a.faults {
		bar.Faults = append(bar.Faults, fieldFault{f.Field, w.Fault(f)})
	}
	if len(a.faults) == 0 {
		bar.Permanent = v.links.permanent()
	}
	bar.Chips = chips(a, bar.Picks)
	bar.Summary = bar.phrase()
	return bar
}

// phrase is the filter in words: "Последните 12 месеца, всички звена, сравнено с предходния период".
func (b *filterBar) phrase() string {
	s := b.Period.Label
	for _, p := range b.Picks {
		s += ", " + p.Phrase
	}
	for _, o := range b.Compare {
		if o.Chosen && o.Value != string(analytics.CompareNone) {
			s += ", " + o.Label
		}
	}
	return s
}

func chosenCompare(a *asking) string {
	if len(a.faults) > 0 {
		return a.params.Get(paramCompare)
	}
	return string(a.filter.Compare)
}

// periodFieldOf shows the period that stands, or what was typed when it cannot stand.
func periodFieldOf(a *asking) periodField {
	w := a.viewer.names.words
	chosen, from, to := a.filter.Period, a.filter.From, a.filter.To
	if len(a.faults) > 0 {
		chosen, from, to = a.params.Get(paramPeriod), a.params.Get(paramFrom), a.params.Get(paramTo)
		if chosen == "" && from+to != "" {
			chosen = analytics.PeriodCustom
		}
	}
	f := periodField{From: dayFieldOf(a, paramFrom, from), To: dayFieldOf(a, paramTo, to)}
	for _, key := range analytics.Periods() {
		o := filterOption{key, w.T("period." + key), key == chosen}
		if f.Options = append(f.Options, o); o.Chosen {
			f.Label = o.Label
		}
	}
	if chosen == analytics.PeriodCustom && a.viewer.links.period != "" {
		f.Label = a.viewer.links.period
	}
	if f.Label == "" {
		f.Label = w.T("filter.period")
	}
	f.Open = f.From.Error != "" || f.To.Error != "" || faultOf(a, paramPeriod) != ""
	return f
}

func dayFieldOf(a *asking, field, value string) dayField {
	_, err := charter.ParseDate(value)
	return dayField{Name: field, Label: a.viewer.names.words.T("filter." + field), Value: value, Odd: value != "" && err != nil, Error: faultOf(a, field)}
}

// faultOf words what is wrong with a field; "" when nothing is.
func faultOf(a *asking, field string) string {
	for _, f := range a.faults {
		if f.Field == field {
			return a.viewer.names.words.Fault(f)
		}
	}
	return ""
}

// filterPicks are the lists to choose from. A value that nobody knows any more stays in its list, chosen, so that it can be
// seen and taken away.
func (s *Server) filterPicks(a *asking) []filterPick {
	lists := []struct {
		param   string
		options []filterOption
	}{
		{paramDepartment, departmentOptions(a)},
		{paramService, serviceOptions(a)},
		{paramChannel, channelOptions(a, s.charter)},
		{paramOffice, officeOptions(a)},
	}
	w := a.viewer.names.words
	var picks []filterPick
	for _, l := range lists {
		p := filterPick{Param: l.param, Label: w.T("dimension." + l.param), Options: l.options, Error: faultOf(a, l.param)}
		for _, id := range a.params[l.param] {
			if id != "" && !slices.ContainsFunc(p.Options, func(o filterOption) bool { return o.Value == id }) {
				p.Options = append(p.Options, filterOption{id, id, true})
			}
		}
		p.Phrase = pickPhrase(w, l.param, p.Options)
		picks = append(picks, p)
	}
	return picks
}

// pickPhrase says what is chosen: "всички звена", a name, or "3 звена".
func pickPhrase(w *text.Printer, param string, options []filterOption) string {
	var chosen []string
	for _, o := range options {
		if o.Chosen {
			chosen = append(chosen, o.Label)
		}
	}
	switch len(chosen) {
	case 0:
		return w.T("filter.all." + param)
	case 1:
		return chosen[0]
	default:
		return w.T("filter.some."+param, "count", len(chosen))
	}
}

func departmentOptions(a *asking) []filterOption {
	return optionsOf(a, paramDepartment, a.catalogue.Departments(), func(d register.Department) (string, charter.Label) { return d.ID, d.Name })
}

func serviceOptions(a *asking) []filterOption {
	return optionsOf(a, paramService, a.catalogue.Services(), func(s register.Service) (string, charter.Label) { return s.ID, s.Name })
}

func officeOptions(a *asking) []filterOption {
	return optionsOf(a, paramOffice, a.catalogue.Offices(), func(o register.Office) (string, charter.Label) { return o.ID, o.Name })
}

func channelOptions(a *asking, ch *charter.Charter) []filterOption {
	return optionsOf(a, paramChannel, ch.Channels, func(c charter.Item) (string, charter.Label) { return c.ID, c.Label })
}

// optionsOf words a list of named things and marks the chosen ones.
func optionsOf[T any](a *asking, param string, list []T, about func(T) (string, charter.Label)) []filterOption {
	lang := string(a.viewer.names.words.Lang())
	options := make([]filterOption, len(list))
	for i, item := range list {
		id, label := about(item)
		options[i] = filterOption{id, label.In(lang), slices.Contains(a.params[param], id)}
	}
	return options
}

// chips are the things that are set beyond the usual.
func chips(a *asking, picks []filterPick) []filterChip {
	var out []filterChip
	for _, p := range picks {
		for _, o := range p.Options {
			if o.Chosen {
				out = append(out, filterChip{p.Label, o.Label, a.viewer.links.without(p.Param, o.Value)})
			}
		}
	}
	return out
}

// unknownIDs finds the ids of a filter that name nothing: a link from another installation, or a typing error.
func (s *Server) unknownIDs(params url.Values, catalogue *register.Catalogue) []*fault.Error {
	known := map[string]func(string) bool{
		paramDepartment: func(id string) bool { _, ok := catalogue.Department(id); return ok },
		paramService:    func(id string) bool { _, ok := catalogue.Service(id); return ok },
		paramOffice:     func(id string) bool { _, ok := catalogue.Office(id); return ok },
		paramChannel:    func(id string) bool { _, ok := s.charter.Channel(id); return ok },
	}
	var faults []*fault.Error
	for _, param := range []string{paramDepartment, paramService, paramChannel, paramOffice} {
		for _, id := range params[param] {
			if id != "" && !known[param](id) {
				faults = append(faults, fault.Invalid(param, "unknown_"+param, fault.Params{"value": id}))
			}
		}
	}
	return faults
}
