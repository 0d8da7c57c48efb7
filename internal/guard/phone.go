package guard

import "strings"

// Lengths of telephone numbers in digits.
const (
	mobileDigits = 10 // 0888 123 456
	landMin      = 8  // 03532 1234 with the code of a village
	landMax      = 9  // 02 987 6543
	abroadMin    = 8
	abroadMax    = 15 // ITU-T E.164
	localMin     = 5  // a number within a town
)

// isPhone says whether a window is a telephone by itself: mobile, of a landline with its code, or with the code of a country.
func (w window) isPhone() bool {
	d := w.digits
	if w.plus() {
		if rest, ok := strings.CutPrefix(d, "359"); ok {
			return national(rest)
		}
		return len(d) >= abroadMin && len(d) <= abroadMax
	}
	if rest, ok := strings.CutPrefix(d, "00359"); ok {
		return national(rest)
	}
	if rest, ok := strings.CutPrefix(d, "00"); ok {
		return len(rest) >= 10 && len(rest) <= 13 && rest[0] != '0' && !w.before.document
	}
	if rest, ok := strings.CutPrefix(d, "359"); ok && (mobile("0"+rest) || (len(w.groups) > 1 && rest != "" && rest[0] == '2' && national(rest))) {
		return true
	}
	if mobile(d) {
		return true
	}
	return land(d) && w.landForm() && (!w.before.document || w.before.word == Phone)
}

// isMobileOrAbroad says whether a window is a mobile telephone or has the code of Bulgaria before it, whatever parts its groups.
func (w window) isMobileOrAbroad() bool {
	d, code := strings.CutPrefix(w.digits, "00359")
	if !code && w.plus() {
		d, code = strings.CutPrefix(d, "359")
	}
	return code && national(d) || mobile(d)
}

// isShortMobile says whether a window is a mobile telephone without the nought before it, as people write it who are used to +359. So are
// meters, accounts and sums: it must be a number for itself, of which nothing else is said.
func (w window) isShortMobile() bool {
	if !shortMobile(w.digits) || !w.alone || !w.seps(" -/.") || !w.landForm() {
		return false
	}
	switch w.before.word {
	case Phone:
		return true
	case "":
		if w.before.document || w.before.numbered && !w.before.own || strings.HasSuffix(w.digits, "000") {
			return false
		}
		first, next := w.groups[0].at, w.groups[len(w.groups)-1].at+1
		grouped := len(w.groups) > 1 && (w.form() != "3-3-3" || !w.seps(" ")) // as no sum is
		return w.r.unnamed(first, grouped) && !w.r.measured(next)
	}
	return false
}

// unnamed says whether the word before the number at words[i] leaves open what it is. Where the number is written as a telephone is, only letters
// or a sign joined to it, or an abbreviation such as „ID“, say that it is something else.
func (r *reader) unnamed(i int, grouped bool) bool {
	if i == 0 || r.words[i].newline {
		return true
	}
	w := r.words[i-1]
	switch {
	case r.isSign(i-1, "/") && i > 1 && r.words[i-2].sort == token: // a second number
		return true
	case r.words[i].spaces == 0 && (w.sort == letters || r.isSign(i-1, "-/_.,#=*")):
		return false
	case w.sort != letters:
		return w.low != string(numero)
	case w.kase == upper:
		return false
	}
	return grouped || fillers[w.low] || inWords[w.low] || begins(w.low, mine)
}

// shortMobile says whether digits are a mobile telephone without its nought.
func shortMobile(d string) bool { return len(d) == mobileDigits-1 && mobile("0"+d) }

// measured says whether words[i] makes a sum, a quantity or the number of something of the number before it.
func (r *reader) measured(i int) bool {
	if i >= len(r.words) || r.words[i].newline {
		return false
	}
	w := r.words[i]
	if w.sort == letters && w.low == "е" && i+1 < len(r.words) && r.words[i+1].sort == letters { // „888123456 е входящият номер“
		next := r.words[i+1].low
		return begins(next, documentWords) || strings.HasPrefix(next, "номер")
	}
	if w.sort == letters {
		return measures[w.low]
	}
	return r.isSign(i, "%€$") || r.isSign(i, ",") && i+1 < len(r.words) && r.words[i+1].sort == digits && r.words[i+1].spaces == 0
}

// measures stand behind sums and quantities.
var measures = set("лв лева лев bgn eur евро долара лири стотинки ст цента м км кв кг тона тон литра л кубика куб квтч kwh броя бр души жители човека пъти хил млн гласа дка декара")

// isSpokenPhone says whether digits after a word such as „тел.“ are a telephone. The short numbers of institutions are none.
func (w window) isSpokenPhone() bool {
	d := w.digits
	if len(d) < localMin || len(d) > abroadMax || free(d) {
		return false
	}
	for _, g := range w.groups[1:] {
		if g.sep == '/' && g.gap > 0 {
			return false // a second number
		}
	}
	return true
}

// plus says whether a plus stands before a window.
func (w window) plus() bool {
	i := w.groups[0].at
	for range 2 {
		if i--; i < 0 || w.r.words[i].sort != sign || w.r.words[i+1].spaces > 1 {
			return false
		}
		if w.r.words[i].low == "+" {
			return true
		}
		if w.r.words[i].low != "(" {
			return false
		}
	}
	return false
}

// national says whether digits after the code of Bulgaria are a number. „(0)“ may stand between them.
func national(d string) bool {
	d = "0" + strings.TrimPrefix(d, "0")
	return mobile(d) || land(d)
}

// mobile says whether digits are a mobile telephone: 087, 088, 089, 098 or 099 and seven more.
func mobile(d string) bool {
	if len(d) != mobileDigits {
		return false
	}
	switch d[:3] {
	case "087", "088", "089", "098", "099":
		return true
	}
	return false
}

// land says whether digits are a landline with its code.
func land(d string) bool {
	return len(d) >= landMin && len(d) <= landMax && d[0] == '0' && d[1] >= '2' && !free(d)
}

// free says whether a number is one that institutions give out for all: free of charge, at one price, or short.
func free(d string) bool {
	for _, prefix := range []string{"0700", "0800", "0900", "116", "118"} {
		if strings.HasPrefix(d, prefix) {
			return d[0] == '0' || len(d) <= 6
		}
	}
	return false
}

// landForm refuses the groups that are decimals rather than a telephone, and a chain of single digits.
func (w window) landForm() bool {
	if len(w.groups) > 6 {
		return false
	}
	for _, g := range w.groups[1:] {
		if g.sep == '.' && len(w.groups) == 2 {
			return false
		}
	}
	return true
}

// phoneStart takes the plus and the bracket before words[i] into the number.
func (r *reader) phoneStart(i int) int {
	lo := r.words[i].lo
	for j := i - 1; j >= 0 && j >= i-2; j-- {
		w := r.words[j]
		if w.sort != sign || (w.low != "+" && w.low != "(") || r.words[j+1].spaces > 1 || r.words[j+1].newline {
			break
		}
		lo = w.lo
	}
	return lo
}
