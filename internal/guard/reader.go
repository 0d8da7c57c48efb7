package guard

import (
	"unicode"
)

// reader is a folded text and the words in it.
type reader struct {
	chars []char
	words []word
	steps int // how many times a loop has turned: tests hold it to a multiple of the text's length
}

// sort is what a word is.
type sort uint8

const (
	letters sort = iota // a word, parts joined by hyphens included
	digits              // a run of digits
	sign                // any other character that is no space
	token               // something found before, or the token that stands for it
)

// word is a piece of the folded text: chars[lo:hi].
type word struct {
	sort    sort
	lo, hi  int
	spaces  int    // blanks before it
	newline bool   // a line began before it
	low     string // letters: in lower case and in Cyrillic; digits: the digits; sign: the character
	kase    kase
	latin   bool // letters: written in Latin letters alone
	kind    Kind // token: of what
}

// kase is how a word uses capitals.
type kase uint8

const (
	lower   kase = iota
	capital      // the first letter of each part alone
	upper        // all of at least two
	initial      // a single capital letter
)

// hit is a finding in the folded text: chars[lo:hi].
type hit struct {
	kind   Kind
	lo, hi int
	said   bool
}

func newReader(text string) *reader {
	r := &reader{chars: fold(text)}
	r.split()
	return r
}

// split cuts the folded text into words.
func (r *reader) split() {
	r.words = r.words[:0]
	spaces, newline := 0, false
	for i := 0; i < len(r.chars); {
		r.steps++
		c := r.chars[i].r
		if c == ' ' || c == '\n' {
			spaces++
			newline = newline || c == '\n'
			i++
			continue
		}
		w := r.wordAt(i)
		w.spaces, w.newline = spaces, newline
		spaces, newline = 0, false
		r.words = append(r.words, w)
		i = w.hi
	}
}

// wordAt reads the word that begins at chars[i].
func (r *reader) wordAt(i int) word {
	c := r.chars[i].r
	switch {
	case c >= tokenMark && int(c-tokenMark) < len(Kinds()):
		return word{sort: token, lo: i, hi: i + 1, kind: Kinds()[c-tokenMark]}
	case isDigit(c) || digitLike(c) != 0:
		if hi := r.digitsFrom(i); hi > i {
			return word{sort: digits, lo: i, hi: hi, low: r.digitString(i, hi)}
		}
	}
	if !unicode.IsLetter(c) {
		return word{sort: sign, lo: i, hi: i + 1, low: string(c)}
	}
	hi := i + 1
	for hi < len(r.chars) {
		r.steps++
		switch c := r.chars[hi].r; {
		case unicode.IsLetter(c):
		case c == dash && hi+1 < len(r.chars) && unicode.IsLetter(r.chars[hi+1].r):
		default:
			return r.lettersWord(i, hi)
		}
		hi++
	}
	return r.lettersWord(i, hi)
}

func isDigit(c rune) bool { return c >= '0' && c <= '9' }

// digitLike gives the digit that a letter is taken for by the eye, 0 for none.
func digitLike(c rune) rune {
	switch c {
	case 'O', 'o', 'О', 'о':
		return '0'
	case 'l', 'I', 'І', '|':
		return '1'
	case 'З':
		return '3'
	}
	return 0
}

// digitsFrom gives the end of the run of digits at chars[i], or i. Letters that look like digits count inside a run of at least four
// characters of which most are digits, as in „O888“.
func (r *reader) digitsFrom(i int) int {
	if i > 0 && unicode.IsLetter(r.chars[i-1].r) && !isDigit(r.chars[i].r) {
		return i
	}
	pure := i
	for pure < len(r.chars) && isDigit(r.chars[pure].r) {
		r.steps++
		pure++
	}
	hi, real := i, 0
	for hi < len(r.chars) && hi-i < digitRunMax {
		r.steps++
		if isDigit(r.chars[hi].r) {
			real++
		} else if digitLike(r.chars[hi].r) == 0 {
			break
		}
		hi++
	}
	mixed := hi > pure && hi-i >= 4 && real*3 >= (hi-i)*2 && (hi == len(r.chars) || !unicode.IsLetter(r.chars[hi].r))
	if mixed {
		return hi
	}
	return pure
}

// digitRunMax is the longest run in which letters are taken for digits.
const digitRunMax = 24

func (r *reader) digitString(lo, hi int) string {
	b := make([]byte, 0, hi-lo)
	for _, c := range r.chars[lo:hi] {
		d := c.r
		if !isDigit(d) {
			d = digitLike(d)
		}
		b = append(b, byte(d))
	}
	return string(b)
}

// lettersWord reads chars[lo:hi] as a word.
func (r *reader) lettersWord(lo, hi int) word {
	w := word{sort: letters, lo: lo, hi: hi}
	cyrillic, latin, capitals, count := 0, 0, 0, 0
	capitalised, start := true, true
	for _, c := range r.chars[lo:hi] {
		if c.r == dash {
			start = true
			continue
		}
		count++
		up := unicode.IsUpper(c.r)
		if up {
			capitals++
		}
		if up != start {
			capitalised = false
		}
		start = false
		switch {
		case unicode.Is(unicode.Cyrillic, c.r):
			cyrillic++
		case unicode.Is(unicode.Latin, c.r):
			latin++
		}
	}
	switch {
	case count == 1 && capitals == 1:
		w.kase = initial
	case capitals == count:
		w.kase = upper
	case capitalised, capitals > 0 && unicode.IsUpper(r.chars[lo].r) && capitals*3 <= count+2:
		w.kase = capital
	}
	w.latin = latin > 0 && cyrillic == 0
	w.low = r.spell(lo, hi, w.latin)
	return w
}

// cover puts one mark in the place of each hit and cuts the text anew.
func (r *reader) cover(hits []hit) {
	chars := make([]char, 0, len(r.chars))
	at := 0
	for _, h := range hits {
		chars = append(chars, r.chars[at:h.lo]...)
		mark := rune(0)
		for i, k := range Kinds() {
			if k == h.kind {
				mark = tokenMark + rune(i)
			}
		}
		chars = append(chars, char{mark, r.chars[h.lo].start, r.chars[h.hi-1].end})
		at = h.hi
	}
	r.chars = append(chars, r.chars[at:]...)
	r.split()
}

// round looks for everything once. Where two hits meet, the one that was looked for first stands.
func (r *reader) round() []hit {
	var t taken
	t.used = make([]bool, len(r.chars))
	for _, look := range []func(*taken){r.emails, r.ibans, r.numbers, r.addresses, r.names} {
		look(&t)
	}
	return t.sorted()
}
