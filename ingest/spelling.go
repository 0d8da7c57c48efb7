package ingest

import (
	"strings"
	"unicode/utf8"
)

// oneLine is a name as it is kept: single spaces, none outside.
func oneLine(s string) string {
	if isOneLine(s) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// isOneLine says that oneLine has nothing to do. Of a few names with letters of other scripts it does not know.
func isOneLine(s string) bool {
	space := true // the character before; the first one must not be a space, nor the last
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ' && space, c < ' ', c == 0xc2, 0xe1 <= c && c <= 0xe3:
			return false // two spaces, a control character, or a byte with which the spaces beyond ASCII begin
		default:
			space = c == ' '
		}
	}
	return !space || s == ""
}

// fold makes names comparable: without outer spaces, one space for many (also the unbreakable one), in lower case.
func fold(s string) string { return strings.ToLower(oneLine(s)) }

// spellings remember the texts that come again and again in the rows of a file, so that each is kept once and folded once.
// What is in every row another one, such as a number, does not belong here.
type spellings map[string]spelling

type spelling struct{ text, folded string }

// The bounds of what is remembered: columns with as many different texts have a new one in every row.
const (
	spellingsMost   = 4096
	spellingLongest = 2 * maxTitle // bytes
)

// of gives a text that does not keep the line in memory of which it is a part.
func (k spellings) of(s string) spelling {
	known, ok := k[s]
	if !ok {
		known.text = strings.Clone(s)
		if known.folded = fold(s); len(k) < spellingsMost && len(s) <= spellingLongest {
			k[known.text] = known
		}
	}
	return known
}

// ofBytes is of for a text in a buffer.
func (k spellings) ofBytes(b []byte) spelling {
	if known, ok := k[string(b)]; ok {
		return known
	}
	return k.of(string(b))
}

// clipTo shortens a text to n letters.
func clipTo(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n]) + "…"
}
