package guard

import (
	"cmp"
	"strings"
	"unicode"
)

// domainEnds are the ends of domains that are believed even where the address is spelled out or has blanks in it.
var domainEnds = set("bg com net org eu info biz de uk tr ru fr it gr ro me io co gov edu бг ком нет орг ею инфо")

// set makes a set of the words in a list.
func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// providers are the places where people here have their mailboxes: of these an address is known without its end.
var providers = set("abv gmail mail yahoo dir hotmail outlook icloud proton protonmail абв гмейл джимейл яху")

// Words that are said for @ and for a dot.
var (
	atWords  = set("кльомба кльомбата маймунка маймуна маймунско кломба")
	dotWords = set("точка тчк дот")
)

// emails finds e-mail addresses, also with blanks around the signs and with the signs spelled out.
func (r *reader) emails(t *taken) {
	for i := range r.words {
		r.steps++
		from, to, sure := r.at(i)
		if to == 0 {
			continue
		}
		left := r.mailbox(from-1, from)
		right := r.domain(to, sure)
		if left < 0 || right == 0 {
			continue
		}
		t.add(Email, r.unglued(r.words[left]), r.words[right-1].hi)
	}
}

// glued are the words that people type without a blank before an address.
var glued = set("на до от и мейл имейл поща е")

// unglued gives where an address begins in its first word, which may hang on a Cyrillic one, as in „наivan@abv.bg“.
func (r *reader) unglued(w word) int {
	for i := w.lo; i < w.hi && unicode.Is(unicode.Cyrillic, r.chars[i].r); i++ {
		if i+1 < w.hi && unicode.Is(unicode.Latin, r.chars[i+1].r) && glued[r.raw(word{lo: w.lo, hi: i + 1})] {
			return i + 1
		}
	}
	return w.lo
}

// raw gives a word's letters as they are, in lower case.
func (r *reader) raw(w word) string {
	var b strings.Builder
	for _, c := range r.chars[w.lo:w.hi] {
		b.WriteRune(c.r)
	}
	return strings.ToLower(b.String())
}

// at says whether words[i] begins a sign @, plain or spelled out: it is words[from:to], and sure says that it can be nothing else.
func (r *reader) at(i int) (from, to int, sure bool) {
	w := r.words[i]
	if w.sort == sign && w.low == "@" {
		if r.isSign(i-1, "([{") && r.isSign(i+1, ")]}") {
			return i - 1, i + 2, true
		}
		return i, i + 1, true
	}
	if w.sort != letters {
		return 0, 0, false
	}
	said := atWords[w.low]
	latin := w.latin && r.raw(w) == "at"
	if !said && !latin {
		return 0, 0, false
	}
	from, to = i, i+1
	if w.low == "маймунско" {
		if i+1 >= len(r.words) || (r.words[i+1].low != "а" && r.words[i+1].low != "a") {
			return 0, 0, false
		}
		to++
	}
	if i > 0 && to < len(r.words) && r.isSign(i-1, "([{<") && r.isSign(to, ")]}>") {
		return i - 1, to + 1, true
	}
	if latin && (i == 0 || !r.words[i-1].latin && r.words[i-1].sort != digits) {
		return 0, 0, false
	}
	return from, to, said
}

func (r *reader) isSign(i int, among string) bool {
	return i >= 0 && i < len(r.words) && r.words[i].sort == sign && strings.Contains(among, r.words[i].low)
}

// mailboxWords bounds the words of the part before the @ and of the part behind it.
const mailboxWords = 24

// mailbox gives the first word of the part before words[at], going back from words[i]; -1 when there is none.
func (r *reader) mailbox(i, at int) int {
	first := -1
	gap := 2 // blanks allowed before the next word to the right
	for n := 0; i >= 0 && n < mailboxWords; n++ {
		r.steps++
		right := r.words[i+1]
		if right.newline || right.spaces > gap {
			break
		}
		w := r.words[i]
		switch {
		case w.sort == letters && dotWords[w.low] && first > 0 && right.spaces > 0:
			gap = 2
			first, i = i, i-1
			continue
		case w.sort == letters || w.sort == digits:
			first = i
		case w.sort == sign && strings.Contains("._-+%", w.low) && first >= 0:
			if w.spaces > 0 && right.spaces > 0 {
				return first
			}
		default:
			return first
		}
		gap = 0
		if i > 0 && r.words[i-1].sort == letters && dotWords[r.words[i-1].low] && w.spaces == 1 && w.sort != sign {
			gap = 1
		}
		i--
	}
	return first
}

// domain gives the end of the part behind the @, which begins at words[i]; 0 when it is no domain.
func (r *reader) domain(i int, sure bool) int {
	end, provider, labels := 0, 0, 0
	for n := 0; i < len(r.words) && n < mailboxWords; n++ {
		r.steps++
		label := i
		for i < len(r.words) && (r.words[i].sort == letters || r.words[i].sort == digits || r.isSign(i, "-_") && i > label) {
			w := r.words[i]
			if w.newline || (i > label && w.spaces > 0) || (i == label && w.spaces > 2) || i-label > mailboxWords {
				break
			}
			i++
		}
		if i == label {
			break
		}
		labels++
		last := r.words[i-1]
		known := i == label+1 && domainEnds[r.raw(last)]
		if labels > 1 && (known || end == 0 && sure && i == label+1 && last.sort == letters && last.hi-last.lo >= 2 && last.spaces == 0) {
			end = i
		} else if end > 0 {
			break
		}
		if labels == 1 && sure && r.words[label].spaces == 0 && i == label+1 && providers[r.raw(last)] {
			provider = i
		}
		next, ok := r.dot(i)
		if !ok && labels == 1 && sure && r.commaForDot(i) {
			next, ok = i+1, true
		}
		if !ok {
			break
		}
		i = next
	}
	return cmp.Or(end, provider)
}

// commaForDot says whether words[i] is a comma that was typed for the dot before the end of a domain, as in „abv,bg“.
func (r *reader) commaForDot(i int) bool {
	return r.isSign(i, ",") && r.words[i].spaces == 0 && i+1 < len(r.words) && r.words[i+1].spaces == 0 && !r.words[i+1].newline &&
		domainEnds[r.raw(r.words[i+1])]
}

// dot skips a dot at words[i], plain or spelled out.
func (r *reader) dot(i int) (next int, ok bool) {
	if i >= len(r.words) || r.words[i].newline || r.words[i].spaces > 2 {
		return i, false
	}
	if r.isSign(i, ".") {
		return i + 1, true
	}
	if r.isSign(i, "([{<") && i+2 < len(r.words) && dotWords[r.words[i+1].low] && r.isSign(i+2, ")]}>") {
		return i + 3, true
	}
	if r.words[i].sort == letters && dotWords[r.words[i].low] {
		return i + 1, true
	}
	return i, false
}
