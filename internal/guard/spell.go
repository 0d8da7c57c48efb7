package guard

import (
	"strings"
	"unicode"
)

// lookalike maps the Latin letters that the eye takes for Cyrillic ones, in lower case.
var lookalike = map[rune]rune{
	'a': 'а', 'b': 'в', 'c': 'с', 'e': 'е', 'h': 'н', 'i': 'і', 'k': 'к', 'm': 'м', 'n': 'п', 'o': 'о', 'p': 'р', 't': 'т',
	'x': 'х', 'y': 'у', 'j': 'ј', 'u': 'и', 'r': 'г', 'g': 'д',
}

// sounds are the pairs of Latin letters that stand for one Bulgarian sound, longest first, and single maps the rest: the official
// transliteration and what people type without a Bulgarian keyboard.
var sounds = strings.NewReplacer(
	"sht", "щ", "zh", "ж", "ts", "ц", "tz", "ц", "ch", "ч", "sh", "ш", "yu", "ю", "ya", "я", "yo", "ьо", "ia", "ия", "iu", "ю", "ph", "ф",
	"a", "а", "b", "б", "c", "ц", "d", "д", "e", "е", "f", "ф", "g", "г", "h", "х", "i", "и", "j", "ж", "k", "к", "l", "л", "m", "м",
	"n", "н", "o", "о", "p", "п", "q", "я", "r", "р", "s", "с", "t", "т", "u", "у", "v", "в", "w", "в", "x", "х", "y", "й", "z", "з",
)

// spell writes chars[lo:hi] in lower case and in Cyrillic: a Latin word by its sounds, Latin letters inside a Cyrillic one by their looks.
func (r *reader) spell(lo, hi int, latin bool) string {
	var b strings.Builder
	for _, c := range r.chars[lo:hi] {
		l := unicode.ToLower(c.r)
		if !latin {
			if k, ok := lookalike[l]; ok {
				l = k
			}
		}
		b.WriteRune(l)
	}
	if latin {
		return sounds.Replace(b.String())
	}
	return b.String()
}
