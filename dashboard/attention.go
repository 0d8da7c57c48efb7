package dashboard

import (
	"slices"
	"strings"

	"harta/analytics"
	"harta/internal/charter"
)

// attention is a short list of what cannot wait, worst first.
type attention struct {
	Items  []attentionItem
	Note   string // what the list is about
	None   string // what an empty list means
	Failed string
	Link   string // to the whole list
	Left   int    // more of them
}

// attentionItem is one line: who, what, how much.
type attentionItem struct {
	Name, Text, Link string
	weight           float64
}

// mostAttention is how many lines a list has: more than five are read by nobody.
const mostAttention = 5

// overdue lists the departments with overdue complaints and services.
func (v viewer) overdue(cases, records answer) attention {
	for _, a := range []answer{cases, records} {
		if a.err != nil {
			return attention{Failed: v.failure(a.err)}
		}
	}
	items := make(map[string]*attentionItem)
	v.addOverdue(items, cases.table, "case_overdue", "case_oldest_days")
	v.addOverdue(items, records.table, "overdue", "oldest_open_days")
	out := attention{Link: v.links.elsewhere("/explore/" + caseBacklogReport), None: v.names.words.T("overview.overdue.none")}
	for _, item := range items {
		out.Items = append(out.Items, *item)
	}
	return out.worstFirst()
}

// addOverdue adds what a backlog says about each department.
func (v viewer) addOverdue(items map[string]*attentionItem, t *analytics.Table, count, age string) {
	i, oldest := columnOf(t, count), columnOf(t, age)
	for _, r := range t.Rows {
		c := at(r.Cells, i)
		if !shown(c) || *c.Value == 0 {
			continue
		}
		item := items[r.Key]
		if item == nil {
			item = &attentionItem{Name: v.names.of(t.Report.Dimension, r.Key), Link: v.links.drill(t.Report.Dimension, r.Key)}
			items[r.Key] = item
		} else {
			item.Text += "; "
		}
		item.Text += v.items(count, int64(*c.Value))
		if a := at(r.Cells, oldest); shown(a) && t.Report.Fact == analytics.FactCases {
			item.Text += " (" + v.names.words.T("attention.oldest", "days", v.names.words.Days(*a.Value)) + ")"
		}
		item.weight += *c.Value
	}
}

// lateServices lists the services that are for certain under the target of the promise, the lowest share first.
func (v viewer) lateServices(a answer) attention {
	if a.err != nil {
		return attention{Failed: v.failure(a.err)}
	}
	t := a.table
	i := headlineColumn(t)
	target, ok := v.target("services_in_time")
	out := attention{Link: v.links.elsewhere("/explore/" + t.Report.Key), None: v.names.words.T("overview.late.none"),
		Note: v.names.words.T("overview.late.text", "target", v.forms.value(analytics.UnitShare, target, 0))}
	for _, r := range t.Rows {
		c := at(r.Cells, i)
		if !ok || !shown(c) || c.Vague() || c.High == nil || *c.High >= target {
			continue
		}
		out.Items = append(out.Items, attentionItem{Name: v.names.of(t.Report.Dimension, r.Key), Text: v.forms.cell(analytics.UnitShare, c),
			Link: v.links.drill(t.Report.Dimension, r.Key), weight: -*c.Value})
	}
	return out.worstFirst()
}

// target is the share that a measure of the charter is held against.
func (v viewer) target(measure string) (float64, bool) {
	for _, p := range v.names.charter.Promises {
		if p.Measure.Key == measure && p.Target.Kind == charter.TargetShare {
			return p.Target.Share, true
		}
	}
	return 0, false
}

// worstFirst orders a list and keeps its head; the rest is counted.
func (a attention) worstFirst() attention {
	slices.SortFunc(a.Items, func(x, y attentionItem) int {
		switch {
		case x.weight > y.weight:
			return -1
		case x.weight < y.weight:
			return 1
		default:
			return strings.Compare(x.Name, y.Name)
		}
	})
	if len(a.Items) > mostAttention {
		a.Left = len(a.Items) - mostAttention
		a.Items = a.Items[:mostAttention]
	}
	return a
}
