package guard

import (
	"slices"
	"strings"
	"unicode"
)

// InName says whether a name of a service, a department or a place holds what tells of a person: ЕГН, ЛНЧ, IBAN, card, telephone, e-mail or
// all three names of somebody. Shorter names of people and addresses are let through: schools and streets carry both.
func InName(name string) bool {
	r := newReader(name)
	code := !strings.ContainsFunc(name, unicode.IsLetter)
	return slices.ContainsFunc(r.identifying(), func(h hit) bool {
		switch {
		case h.kind == LNCH: // one code in ten of ten digits has the check digit of an ЛНЧ by chance
			return !code
		case h.kind == Phone && !h.said && h.hi-h.lo == mobileDigits-1 && r.chars[h.lo].r != '0': // and one of nine digits in twenty begins as a telephone
			return false
		}
		return true
	}) || r.fullName()
}

// fullName says whether somebody is named by three names, as who applies is. What stands in quotation marks, or behind the word for a school, a
// monument or another thing that is named after people, is the name of that thing.
func (r *reader) fullName() bool {
	t := taken{used: make([]bool, len(r.chars))}
	r.addresses(&t)
	r.names(&t)
	for _, h := range t.hits {
		names, quotes, first := 0, 0, -1
		for i, w := range r.words {
			switch {
			case w.lo < h.lo && w.sort == sign && w.low == string(quote):
				quotes++
			case w.lo >= h.lo && w.hi <= h.hi && w.sort == letters && w.hi-w.lo > 2:
				names++
				if first < 0 {
					first = i
				}
			}
		}
		if h.kind == Name && names >= fullNameParts && quotes%2 == 0 && !r.namesThing(first) {
			return true
		}
	}
	return false
}

// namesThing says whether the words before words[i] make what is named there a thing that bears somebody's name: „Паметна плоча Иван Стоянов
// Петров“, „Дом за стари хора …“, but not „Молба за детска градина от …“ nor „Директор на училище: …“.
func (r *reader) namesThing(i int) bool {
	for i--; i >= 0; i-- {
		r.steps++
		switch w := r.words[i]; {
		case w.newline:
			return false
		case w.sort == sign && strings.Contains(`".'#`, w.low), titles[w.low]:
		case w.sort != letters, w.low == "от", w.low == "до", begins(w.low, posts):
			return false
		case settlements[w.low]:
			return false
		case publicWords[w.low] || thingsNamed[w.low]:
			return true
		}
	}
	return false
}

// thingsNamed are named after people and are no places of which texts speak so.
var thingsNamed = set(`дом дома домът център центъра центърът галерия галерията плоча плочата мемориал мемориалът монумент обелиск алея алеята градинка градинката
	общежитие общежитието кино киното лицей лицеят школа школата кръстовище кръстовището подлез подлезът надлез надлезът бюст-паметник дом-паметник нч оду
	дкц цнст цоп цсри цплр пгсс пгмт пгсаг пгее пгхт пгтс пгап пги сбалпфз аула аулата ателие сцена сцената лагер лагера кооперация конкурс конкурсът`)

// InNumber says whether what should be the number of a record, of a service or of a device unmistakably tells of a person instead: an
// e-mail address, an IBAN with its check digits, a telephone with the plus of its country, whatever a word before it names, as in
// „ЕГН 6101057509“, or somebody's three names in Cyrillic: a column chosen wrongly makes numbers of the people who applied.
//
// Bare digits are let through although they may be somebody's ЕГН. Registers number by day, 260504 and a counter; such numbers have a date of
// birth in them, and every tenth has the check digit of an ЕГН, as every tenth of all has that of an ЛНЧ or of a card. To refuse them
// would lose a tenth of a register's records, a different tenth each day, for nothing; and nobody but the office that gave the number
// can say which it is.
func InNumber(number string) bool { return !ordinary(number) && tells(number) }

// tells reads a number as a text.
func tells(number string) bool {
	if !strings.ContainsFunc(number, func(c rune) bool { return c == '+' || c == '@' || unicode.IsLetter(c) }) {
		return false
	}
	r := newReader(number)
	return slices.ContainsFunc(r.identifying(), func(h hit) bool {
		switch h.kind {
		case IBAN, Email:
			return true
		case Phone:
			return h.said || r.chars[h.lo].r == '+'
		}
		return h.said
	}) || r.cyrillicWords() >= fullNameParts && r.fullName()
}

// fullNameParts is how many names tell who somebody is.
const fullNameParts = 3

// cyrillicWords counts the words in Cyrillic that are long enough for a name.
func (r *reader) cyrillicWords() int {
	n := 0
	for _, w := range r.words {
		if w.sort == letters && !w.latin && w.hi-w.lo > 2 {
			n++
		}
	}
	return n
}

// identifying looks for what tells of one person alone, which names and addresses need not.
func (r *reader) identifying() []hit {
	t := taken{used: make([]bool, len(r.chars))}
	r.emails(&t)
	r.ibans(&t)
	r.numbers(&t)
	return t.hits
}
