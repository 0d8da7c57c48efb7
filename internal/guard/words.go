package guard

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words is a list of insults and obscenities. It is text that an officer can edit: one entry a line, in any case; „*“ at the end of a word
// stands for any ending; an entry of several words is looked for in that order; a line that begins with „!“ names a word that is
// none although an entry would fit it; „#“ begins a comment. A Words is never changed and may be used by many at once.
type Words struct {
	entries []entry
	whole   map[string][]int // entries by their first word, where it is a whole one
	open    map[string][]int // entries by their first word, where any ending may follow
	first   map[string][]int // entries by the first letter of their first word, for words with stars in them
	not     []pattern
}

// entry is a word or several that follow each other.
type entry struct{ patterns []pattern }

// pattern is one word of an entry in the form in which texts are compared.
type pattern struct {
	text  string
	latin []string // as text that was typed in Latin letters is read, where ъ may be a, u or y
	open  bool     // any ending may follow
}

// latinKeys are the letters by which ъ is typed without a Bulgarian keyboard.
var latinKeys = []string{"а", "у", "й"}

//go:embed data/words.txt
var defaultText string

// defaultWords is the list that holds until an officer writes another.
var defaultWords = mustWords(defaultText)

// DefaultWords gives the text of the default list, to begin an own one with.
func DefaultWords() string { return defaultText }

func mustWords(text string) *Words {
	w, err := ParseWords(text)
	if err != nil {
		panic(err) // the embedded list is wrong: a test reads it
	}
	return w
}

// Limits of a list that people edit.
const (
	WordsMax      = 2_000 // entries
	wordMin       = 2     // letters of a whole word
	openMin       = 3     // letters before a „*“
	wordMaxLength = 60
)

// LineError says which line of a list is wrong and why.
type LineError struct {
	Line int    // from 1
	Code string // one of the Line constants
}

// What may be wrong with a line.
const (
	LineShort   = "short"   // too few letters
	LineLong    = "long"    // too many of them
	LineStar    = "star"    // a „*“ that is not at the end
	LineLetters = "letters" // something that is no letter
	LineMany    = "many"    // more than WordsMax entries
)

func (e *LineError) Error() string { return fmt.Sprintf("words, line %d: %s", e.Line, e.Code) }

// ParseWords reads a list. The first wrong line is a *LineError.
func ParseWords(text string) (*Words, error) {
	w := &Words{whole: map[string][]int{}, open: map[string][]int{}, first: map[string][]int{}}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		line, except := strings.CutPrefix(line, "!")
		var e entry
		for _, word := range strings.Fields(line) {
			p, code := readPattern(word)
			if code != "" {
				return nil, &LineError{Line: n, Code: code}
			}
			e.patterns = append(e.patterns, p)
		}
		switch {
		case len(e.patterns) == 0:
			return nil, &LineError{Line: n, Code: LineShort}
		case except:
			w.not = append(w.not, e.patterns...)
			continue
		case len(w.entries) == WordsMax:
			return nil, &LineError{Line: n, Code: LineMany}
		}
		if len(e.patterns) == 1 && short(e.patterns[0]) {
			return nil, &LineError{Line: n, Code: LineShort}
		}
		w.file(e)
	}
	return w, nil
}

// file puts an entry where a text's word leads to it.
func (w *Words) file(e entry) {
	p := e.patterns[0]
	at := w.whole
	if p.open {
		at = w.open
	}
	for _, text := range append([]string{p.text}, p.latin...) {
		add(at, text, len(w.entries))
		add(w.first, head(text), len(w.entries))
	}
	w.entries = append(w.entries, e)
}

// add puts an entry under a key once.
func add(index map[string][]int, key string, e int) {
	if list := index[key]; len(list) == 0 || list[len(list)-1] != e {
		index[key] = append(list, e)
	}
}

// Len is the number of entries.
func (w *Words) Len() int { return len(w.entries) }

// short says whether a pattern alone would fit too much.
func short(p pattern) bool {
	n := utf8.RuneCountInString(p.text)
	return n < wordMin || p.open && n < openMin
}

func readPattern(word string) (p pattern, code string) {
	word, p.open = strings.CutSuffix(word, "*")
	for _, c := range word {
		switch {
		case c == '*':
			return p, LineStar
		case !unicode.IsLetter(c) && c != '-':
			return p, LineLetters
		}
	}
	if utf8.RuneCountInString(word) > wordMaxLength {
		return p, LineLong
	}
	p.text = strings.ToLower(word)
	if !strings.Contains(p.text, "ъ") {
		p.latin = []string{p.text}
		return p, ""
	}
	for _, key := range latinKeys {
		p.latin = append(p.latin, strings.ReplaceAll(p.text, "ъ", key))
	}
	return p, ""
}

// head is the first letter of a word.
func head(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return s[:n]
}

// squeeze makes one letter of a letter repeated.
func squeeze(s string) string {
	var b strings.Builder
	var last rune
	for _, c := range s {
		if c != last {
			b.WriteRune(c)
		}
		last = c
	}
	return b.String()
}
