package ingest

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"harta/internal/charter"
	"harta/internal/fault"
)

// units are the words for units of terms, longer ones first; a word that begins so means the unit.
var units = []struct {
	word string
	unit charter.Unit
}{
	{"работен ден", charter.WorkingDays}, {"работни дни", charter.WorkingDays}, {"работни дена", charter.WorkingDays},
	{"раб. дни", charter.WorkingDays}, {"раб. ден", charter.WorkingDays}, {"р. д.", charter.WorkingDays}, {"р.д.", charter.WorkingDays},
	{"working day", charter.WorkingDays}, {"working days", charter.WorkingDays}, {"working_days", charter.WorkingDays},
	{"календарни дни", charter.Days}, {"календарен ден", charter.Days}, {"дни", charter.Days}, {"ден", charter.Days}, {"дена", charter.Days},
	{"day", charter.Days}, {"days", charter.Days},
	{"месец", charter.Months}, {"месеца", charter.Months}, {"мес.", charter.Months}, {"month", charter.Months}, {"months", charter.Months},
	{"час", charter.Hours}, {"часа", charter.Hours}, {"ч.", charter.Hours}, {"hour", charter.Hours}, {"hours", charter.Hours},
	{"минута", charter.Minutes}, {"минути", charter.Minutes}, {"мин.", charter.Minutes}, {"мин", charter.Minutes},
	{"minute", charter.Minutes}, {"minutes", charter.Minutes},
}

// ParseTerm reads a term such as "14 дни", "7 работни дни", "1 месец" or "2 hours". A number alone is no term: days and working days
// are not the same. The faults are Invalid "term_malformed" and "term_out_of_range".
func ParseTerm(text string) (charter.Term, *fault.Error) {
	text = fold(text)
	digits := strings.IndexFunc(text, func(c rune) bool { return c < '0' || c > '9' })
	if digits < 1 {
		return charter.Term{}, fault.Invalid("", "term_malformed", nil)
	}
	word := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text[digits:]), "-"))
	for _, u := range units {
		if word != u.word {
			continue
		}
		n, err := strconv.Atoi(text[:digits])
		t := charter.Term{Amount: n, Unit: u.unit}
		if err != nil || !t.Valid() {
			return charter.Term{}, fault.Invalid("", "term_out_of_range", nil)
		}
		return t, nil
	}
	return charter.Term{}, fault.Invalid("", "term_malformed", nil)
}

// euroMost bounds a price, in euro.
const euroMost = 1_000_000

// ParsePrice reads a price in euro, "5", "5,00", "1 234,50 €" or "безплатно", and gives it in cents. A price in leva is refused: it
// would have to be converted, and the amount that applies is the one decided in euro. The faults are Invalid "price_malformed",
// "price_in_leva" and "price_out_of_range".
func ParsePrice(text string) (cents int64, wrong *fault.Error) {
	text = fold(text)
	if slices.Contains([]string{"безплатно", "безплатна", "без такса", "free", "free of charge"}, text) {
		return 0, nil
	}
	if strings.Contains(text, "лв") || strings.Contains(text, "лева") || strings.Contains(text, "bgn") {
		return 0, fault.Invalid("", "price_in_leva", nil)
	}
	for _, sign := range []string{"€", "eur", "евро", "euro"} {
		if rest, ok := strings.CutSuffix(text, sign); ok {
			text = rest
			break
		}
		if rest, ok := strings.CutPrefix(text, sign); ok {
			text = rest
			break
		}
	}
	text = strings.ReplaceAll(text, " ", "")
	whole, part, split := strings.Cut(strings.Replace(text, ",", ".", 1), ".")
	if !isDigits(whole) || split && (!isDigits(part) || len(part) > 2) {
		return 0, fault.Invalid("", "price_malformed", nil)
	}
	n, err := strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
	if err != nil || n > euroMost*100 {
		return 0, fault.Invalid("", "price_out_of_range", fault.Params{"limit": euroMost})
	}
	return n, nil
}

func isDigits(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(c rune) bool { return c < '0' || c > '9' })
}

// changes lists what differs between two states, in the order of the fields' names.
func changes(was, now map[Field]string) []Change {
	var list []Change
	all := maps.Clone(was)
	maps.Copy(all, now)
	for _, f := range slices.Sorted(maps.Keys(all)) {
		if was[f] != now[f] {
			list = append(list, Change{Field: f, Was: was[f], Now: now[f]})
		}
	}
	return list
}
