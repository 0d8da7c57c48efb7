package guard

import (
	"unicode"
)

// Lengths of a payment card's number (ISO/IEC 7812).
const (
	cardMin = 13
	cardMax = 19
)

// validCard says whether digits have the length, the first digit of a bank's or a traveller's card and the check digit (Luhn) of a
// payment card.
func validCard(d string) bool {
	if len(d) < cardMin || len(d) > cardMax || d[0] < '2' || d[0] > '6' {
		return false
	}
	sum, twice := 0, false
	for i := len(d) - 1; i >= 0; i-- {
		n := int(d[i] - '0')
		if twice {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
		twice = !twice
	}
	return sum%10 == 0
}

func (w window) isCard() bool {
	return (w.seps(" -") || w.seps(".") && w.form() == "4-4-4-4") && validCard(w.digits)
}

// cardForm is 1 for the ways in which cards are printed, so that a date that follows is not taken in.
func (w window) cardForm() int {
	switch w.form() {
	case "4-4-4-4", "4-6-5", "4-4-4-4-3":
		return 1
	}
	if len(w.groups) == 1 {
		return 1
	}
	return 0
}

// ibanLengths are the lengths of the accounts that are met here: the European Union and its neighbours (ISO 13616 register).
var ibanLengths = map[string]int{
	"AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22,
	"GR": 27, "HR": 21, "HU": 28, "IE": 22, "IT": 27, "LT": 20, "LU": 20, "LV": 21, "MK": 19, "MT": 31, "NL": 18, "NO": 15, "PL": 28,
	"PT": 25, "RO": 24, "RS": 22, "SE": 24, "SI": 19, "SK": 24, "TR": 26, "UA": 29,
}

// ibanLetters maps Cyrillic letters to the Latin ones they are taken for or stand for, in upper case.
var ibanLetters = map[rune]rune{
	'А': 'A', 'Б': 'B', 'В': 'B', 'Г': 'G', 'Д': 'D', 'Е': 'E', 'З': '3', 'И': 'I', 'І': 'I', 'К': 'K', 'М': 'M', 'Н': 'H', 'О': 'O', 'П': 'P',
	'Р': 'P', 'С': 'C', 'Т': 'T', 'У': 'Y', 'Ф': 'F', 'Х': 'X', 'Ѕ': 'S', 'Ј': 'J',
}

// ibans finds accounts: the country, two check digits and the rest, with blanks or dashes anywhere, on one line or two.
func (r *reader) ibans(t *taken) {
	for i, w := range r.words {
		r.steps++
		if w.sort != letters || w.hi-w.lo > 2 || i+1 >= len(r.words) || r.words[i+1].sort != digits {
			continue
		}
		hi, valid := r.ibanFrom(w.lo)
		if hi > 0 && (valid || r.context(i).word == IBAN) {
			t.add(IBAN, w.lo, hi)
		}
	}
}

// ibanFrom reads an account from chars[lo] and gives its end, 0 when there are too few characters, and whether its check digits are
// right.
func (r *reader) ibanFrom(lo int) (hi int, valid bool) {
	var code []rune
	length := 0
	gap := 0
	lines := false
	for i := lo; i < len(r.chars); i++ {
		r.steps++
		c := unicode.ToUpper(r.chars[i].r)
		if c == ' ' || c == dash || c == '.' || c == '\n' {
			lines = lines || c == '\n'
			if gap++; gap > 3 {
				return 0, false
			}
			continue
		}
		gap = 0
		if l, ok := ibanLetters[c]; ok {
			c = l
		}
		if !isDigit(c) && (c < 'A' || c > 'Z') {
			return 0, false
		}
		code = append(code, c)
		if len(code) == 2 {
			if length = ibanLengths[string(code)]; length == 0 {
				return 0, false
			}
		}
		if length > 0 && len(code) == length {
			if i+1 < len(r.chars) && (unicode.IsLetter(r.chars[i+1].r) || isDigit(r.chars[i+1].r)) {
				return 0, false
			}
			if valid = mod97(code); lines && !valid {
				return 0, false // two lines, and not one account
			}
			return i + 1, valid
		}
	}
	return 0, false
}

// mod97 says whether the check digits of an account are right (ISO 7064). A letter O among digits is read as the nought it was meant for.
func mod97(code []rune) bool {
	rest := 0
	add := func(c rune) {
		if isDigit(c) {
			rest = (rest*10 + int(c-'0')) % 97
			return
		}
		rest = (rest*100 + int(c-'A') + 10) % 97
	}
	for _, c := range code[4:] {
		add(c)
	}
	for _, c := range code[:4] {
		add(c)
	}
	return rest == 1
}
