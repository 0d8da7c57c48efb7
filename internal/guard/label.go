package guard

import (
	"slices"
	"strings"
	"unicode"
)

// InName says whether a name of a service, a department or a place holds what tells of a person: ЕГН, ЛНЧ, IBAN, card, telephone or
// e-mail. Names of people and addresses are let through: schools and streets carry both.
func InName(name string) bool {
	r := newReader(name)
	code := !strings.ContainsFunc(name, unicode.IsLetter)
	return slices.ContainsFunc(r.identifying(), func(h hit) bool {
		return h.kind != LNCH || !code // one code in ten of ten digits has the check digit of an ЛНЧ by chance
	})
}

// InNumber says whether what should be the number of a record, of a service or of a device unmistakably tells of a person instead: an
// e-mail address, an IBAN with its check digits, a telephone with the plus of its country, or whatever a word before it names, as in
// „ЕГН 6101057509“.
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
	})
}

// identifying looks for what tells of one person alone, which names and addresses need not.
func (r *reader) identifying() []hit {
	t := taken{used: make([]bool, len(r.chars))}
	r.emails(&t)
	r.ibans(&t)
	r.numbers(&t)
	return t.hits
}
