package register

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Forms of a contact. They keep slips out and nothing else: who cannot be reached cannot be answered.
const (
	phoneDigitsMin = 6
	phoneDigitsMax = 15 // ITU-T E.164
	addressMin     = 8  // characters of a postal address
)

// reachable says whether a contact looks like an e-mail address, a phone number or a postal address. Several may stand together.
func reachable(contact string) bool {
	if strings.Contains(contact, "@") {
		return hasEmail(contact)
	}
	digits, letters := countSigns(contact)
	if letters == 0 {
		return digits >= phoneDigitsMin && digits <= phoneDigitsMax
	}
	return digits >= phoneDigitsMin || isAddress(contact)
}

// countSigns counts digits and letters.
func countSigns(s string) (digits, letters int) {
	for _, c := range s {
		switch {
		case unicode.IsDigit(c):
			digits++
		case unicode.IsLetter(c):
			letters++
		}
	}
	return digits, letters
}

// isPhone says whether a text holds a phone number; words such as „вътр. 12“ may stand beside it.
func isPhone(s string) bool {
	digits, _ := countSigns(s)
	return digits >= phoneDigitsMin && digits <= 2*phoneDigitsMax && !strings.Contains(s, "@")
}

// isAddress says whether a text is long enough for a postal address and has words in it.
func isAddress(s string) bool {
	_, letters := countSigns(s)
	return letters > 0 && utf8.RuneCountInString(s) >= addressMin
}

// hasEmail says whether every word with an @ in it is an e-mail address with a domain.
func hasEmail(contact string) bool {
	for word := range strings.FieldsFuncSeq(contact, func(c rune) bool { return unicode.IsSpace(c) || c == ',' || c == ';' }) {
		if strings.Contains(word, "@") && !isEmail(word) {
			return false
		}
	}
	return true
}

// isEmail says whether a text is one e-mail address with a domain.
func isEmail(s string) bool {
	address, err := mail.ParseAddress(s)
	if err != nil {
		return false
	}
	domain := address.Address[strings.LastIndexByte(address.Address, '@')+1:]
	dot := strings.IndexByte(domain, '.')
	return dot >= 1 && !strings.HasSuffix(domain, ".")
}
