package guard

import "strings"

// Lengths of the numbers of Bulgarian identity documents in digits: bare, or behind the two letters of the series that cards have had
// since 2024.
const (
	idDocDigits  = 9
	seriesDigits = 7
)

// isIDDoc says whether a window is the number of the identity document that the words before it name. Nothing in the number itself tells it
// from any other.
func (w window) isIDDoc() bool {
	if w.before.word != IDDoc {
		return false
	}
	if w.before.series {
		return len(w.digits) == seriesDigits
	}
	return len(w.digits) == idDocDigits
}

// idDocument says whether words[i] ends the name of an identity document, or begins one of which a card was read before: „л.к.“, „лична карта“,
// „личната ми карта“, „паспорт“, „документ за самоличност“.
func (r *reader) idDocument(i int, card bool) bool {
	w := r.words[i]
	before := ""
	if i > 0 && r.words[i-1].sort == letters {
		before = r.words[i-1].low
	}
	switch low := w.low; {
	case low == "лк":
		return true
	case low == "к":
		return i > 1 && r.isSign(i-1, ".") && r.words[i-2].low == "л"
	case strings.HasPrefix(low, "самоличност"):
		return true
	case low == "карта", low == "картата", low == "карти", strings.HasPrefix(low, "документ"):
		return strings.HasPrefix(before, "личн") || strings.HasPrefix(before, "личен")
	case strings.HasPrefix(low, "личн"):
		return card
	case begins(low, passports):
		return !begins(before, notPassports)
	case strings.HasPrefix(low, "книжка"):
		return strings.HasPrefix(before, "шофьорска")
	}
	return false
}

// Passports of people and of buildings and machines, by how they begin.
var (
	passports    = []string{"паспорт", "пасспорт"}
	notPassports = []string{"техническ", "енерги"}
)

// idDocWords, by how they begin, are in every name of an identity document but the abbreviated one.
var idDocWords = append([]string{"личн", "личен", "самоличност", "шофьорск"}, passports...)

// series says whether the two letters of an identity card stand before the digits at words[i], and what the words before them say.
func (r *reader) series(i int) (context, bool) {
	if i < 2 || r.words[i].sort != digits {
		return context{}, false
	}
	w := r.words[i-1]
	if w.sort != letters || w.hi-w.lo != 2 || r.words[i].newline || r.words[i].spaces > 1 || w.kase != upper && r.words[i].spaces > 0 {
		return context{}, false
	}
	named := r.context(i - 1)
	return named, named.word == IDDoc
}
