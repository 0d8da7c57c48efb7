package guard

import (
	"strings"
	"testing"
)

// stepsMax is how many steps reading may take for a byte of text. A loop that looks back or ahead without a bound goes far beyond it.
const stepsMax = 60

// TestWorkIsLinear holds the work on long and hostile texts to a multiple of their length.
func TestWorkIsLinear(t *testing.T) {
	for _, scrap := range []string{
		"а", "А", "1", " ", "1 ", "1-", "0888 ", "@", "a@", "a.", "a @ ", "Иван ", "И.", "Иванов-", "Иванов - ", "ул. ", "ул. А 5, ", "бл. 5 ", "казвам се ",
		"ЕГН ", "тел. ", "BG", "BG80 ", "B G 8 0 ", "„", "[име] ", "[", "кльомба ", "точка ", "a точка ", "г-н ", "кметът на ", "на ", "Аа ", "живея на ", "\u0301",
		"\u200b", "Иван Петров, ул. Липа 5, 0888123456, a@b.bg. ", "4550 Пещера, ", "(", "+", "5 ап. ", "о0", "O8", "\n", "ж.к. ", "с. Бяло поле, ",
	} {
		text := strings.Repeat(scrap, 1<<16/len(scrap))
		r := newReader(text)
		r.all()
		t.Logf("%3d steps a byte: %q", r.steps/len(text), scrap)
		if limit := stepsMax * len(text); r.steps > limit {
			t.Errorf("%q repeated to %d bytes: %d steps, %d a byte", scrap, len(text), r.steps, r.steps/len(text))
		}
	}
}
