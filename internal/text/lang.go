// Package text chooses the words. It holds every message of the house in Bulgarian and English (the kiosk's also in Turkish),
// and the forms of numbers, dates and sizes that offices of each language expect. Messages are plain text: whoever puts them on
// a page escapes them.
package text

import (
	"slices"

	"golang.org/x/text/language"
)

// Lang is a language a person may read, as its BCP 47 tag. It is also the value of the lang attribute, which chooses the
// Bulgarian letter forms of the typeface.
type Lang string

// The languages of the house. Turkish has the words of the kiosk and the forms only.
const (
	BG Lang = "bg"
	EN Lang = "en"
	TR Lang = "tr"
)

// Staff lists the languages of the dashboard, the default first.
func Staff() []Lang { return []Lang{BG, EN} }

// Public lists the languages of the kiosk and the public forms, the default first.
func Public() []Lang { return []Lang{BG, EN, TR} }

// Choose returns the first wish that is among the offered languages. A wish is a tag ("en", "tr-TR") or a whole Accept-Language
// header; empty and malformed wishes are passed over. Without a match the first offered language is chosen.
func Choose(offered []Lang, wishes ...string) Lang {
	var matcher language.Matcher // it takes longer to make than most requests to answer
	for _, w := range wishes {
		if slices.Contains(offered, Lang(w)) {
			return Lang(w)
		}
		wanted, _, err := language.ParseAcceptLanguage(w)
		if err != nil || len(wanted) == 0 {
			continue
		}
		if matcher == nil {
			matcher = newMatcher(offered)
		}
		if _, i, confidence := matcher.Match(wanted...); confidence >= language.High {
			return offered[i]
		}
	}
	return offered[0]
}

func newMatcher(offered []Lang) language.Matcher {
	tags := make([]language.Tag, len(offered))
	for i, l := range offered {
		tags[i] = language.Make(string(l))
	}
	return language.NewMatcher(tags)
}
