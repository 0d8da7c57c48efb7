package guard

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// char is a character of the folded text and the bytes of the given text that it stands for.
type char struct {
	r          rune
	start, end int
}

// Characters by which the folded text shows a class of others.
const (
	quote  = '"' // every quotation mark
	dash   = '-' // every dash and hyphen
	numero = '#' // №
	// tokenMark is the first of the private characters that stand for a token: one for each kind, in the order of Kinds.
	tokenMark = '\uE000'
	noise     = '\uFFFD' // what has no meaning here: broken bytes, private characters of the text itself
)

// fold brings a text into the form in which it is read: compatibility forms and accents taken apart (NFKD, only й stays whole), the
// digits of all scripts as 0 to 9, one kind of space, dash and quotation mark, nothing that has no width. Letters keep their case
// and their script.
func fold(text string) []char {
	chars := make([]char, 0, len(text)/2+16)
	plain := 0 // where the text that is not yet folded begins
	for at := 0; at < len(text); {
		next := strings.IndexByte(text[at:], '[')
		if next < 0 {
			break
		}
		at += next
		kind, size := tokenAt(text[at:])
		if size == 0 {
			at++
			continue
		}
		chars = foldPlain(chars, text, plain, at)
		chars = append(chars, char{tokenMark + rune(kind), at, at + size})
		at += size
		plain = at
	}
	return foldPlain(chars, text, plain, len(text))
}

// tokenAt gives the token that a text begins with, as an index into Kinds, and its length in bytes; 0 when there is none.
func tokenAt(text string) (kind, size int) {
	for i, k := range Kinds() {
		if strings.HasPrefix(text, k.Token()) {
			return i, len(k.Token())
		}
	}
	return 0, 0
}

// foldPlain folds text[from:to], which holds no token, behind chars.
func foldPlain(chars []char, text string, from, to int) []char {
	for at := from; at < to; {
		r, size := utf8.DecodeRuneInString(text[at:to])
		start, end := at, at+size
		at = end
		switch last := len(chars) - 1; {
		case r == utf8.RuneError && size == 1:
			chars = append(chars, char{noise, start, end})
			continue
		case r == '№':
			chars = append(chars, char{numero, start, end})
			continue
		case r == 'й', r == 'Й':
			chars = append(chars, char{r, start, end})
			continue
		case unicode.Is(unicode.Mn, r):
			// A mark belongs to the character before it and is masked with it.
			if last >= 0 && chars[last].end == start {
				if r == breve && (chars[last].r == 'и' || chars[last].r == 'И') {
					chars[last].r += 'й' - 'и'
				}
				chars[last].end = end
			}
			continue
		}
		parts := norm.NFKD.PropertiesString(text[start:end]).Decomposition()
		if r < utf8.RuneSelf || parts == nil {
			parts = []byte(text[start:end])
		}
		for len(parts) > 0 {
			p, n := utf8.DecodeRune(parts)
			parts = parts[n:]
			if p = foldRune(p); p != 0 {
				chars = append(chars, char{p, start, end})
			}
		}
	}
	return chars
}

// breve makes й of и.
const breve = '\u0306'

// foldRune gives the character that stands for r, 0 for none.
func foldRune(r rune) rune {
	switch {
	case r >= 0x20 && r < 0x7f:
		if r == '\'' || r == '`' {
			return '\''
		}
		return r
	case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
		return '\n'
	case unicode.IsSpace(r), r == '\u2800', r == '\u3164', r == '\uFFA0': // the last three are blanks that Unicode counts as letters or signs
		return ' '
	case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Me, r), unicode.Is(unicode.Cf, r), unicode.IsControl(r):
		return 0
	case unicode.Is(unicode.Nd, r):
		return digitOf(r)
	case unicode.Is(unicode.Pd, r), r == '−':
		return dash
	case strings.ContainsRune("„“”‟«»‹›‚‘’‛\u2033", r):
		return quote
	case unicode.Is(unicode.Co, r):
		return noise
	}
	return r
}

// digitOf gives the ASCII digit of a decimal digit of any script. Unicode keeps the ten digits of a script together, 0 first.
func digitOf(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10
		}
	}
	return noise
}
