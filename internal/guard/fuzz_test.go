package guard_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"harta/internal/guard"
)

// hostile are texts that break sieves.
var hostile = []string{
	"", " ", "\x00", "\xff\xfe", "[име]", "[име] [име]", "[ЕГН", "]", "@", "@@@@", "a@", "@bg", "ЕГН", "ЕГН:", "тел.", "+", "+359", "((((", "г-н", "казвам се",
	"ЕГН 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0", "0888123456" + strings.Repeat("0888123456", 20), strings.Repeat("а ", 100), strings.Repeat("Иван ", 50),
	strings.Repeat("И.", 60), strings.Repeat("Иванов-", 60), strings.Repeat("ул. ", 40), strings.Repeat("ул. А 5, ", 40), strings.Repeat("a@b.bg ", 20),
	strings.Repeat("a.", 80) + "@" + strings.Repeat("b.", 80) + "bg", strings.Repeat("кльомба ", 30), "BG", "BG80", "BG80 BNBG 9661 1020 3456 7",
	"\u202eИван Петров\u202c", "И\u200bв\u200cа\u200dн П\u00adетров", "Ива\u0301н Петро\u0301в", "и\u0306", "Иван\u0301", "0888 123 456\u0301\u0302",
	"живея на", "живея на ул.", "живея на ул. „", "бл. бл. бл. 5", "вх. А вх. Б вх. В", "=cmd|' /C calc'!A0 0888123456", "<script>alert(0888123456)</script>",
	"'; DROP TABLE cases; -- ЕГН 7524169268", "٠٨٨٨١٢٣٤٥٦", "𝟎𝟖𝟖𝟖𝟏𝟐𝟑𝟒𝟓𝟔", "①②③④⑤⑥⑦⑧⑨⓪", "0888\n123\n456", "\ue000\ue001 живея на ул. А 5", "ﬁ@abv.bg", "к.у.р.в.а", "***", "*", "к***",
	"ЕГН [ЕГН] 1234567890", "[име], ул. Липа 5, [име], ул. Липа 6", "тел. [телефон] 12345", "г-н [име] Петров", "[адрес] ап. 5", "№№№ 5 № 5",
}

// FuzzMask holds the guard to its promises on any text.
func FuzzMask(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	for _, set := range []string{"dev", "blind", "unseen", "fresh", "further"} {
		for _, s := range readSet(f, set) {
			f.Add(s.text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) { promises(t, text) })
}

// promises checks what holds for every text: findings are in order, apart and not empty, a valid text is cut between characters, what is
// masked stays as it is when it is masked again, and what is left is what was there.
func promises(t interface {
	Errorf(format string, args ...any)
}, text string) {
	result := guard.Mask(text)
	at := 0
	var left strings.Builder
	for _, f := range result.Found {
		if f.Start < at || f.End <= f.Start || f.End > len(text) {
			t.Errorf("%q: the finding %v does not follow the one before it", text, f)
			return
		}
		if utf8.ValidString(text) && (!utf8.ValidString(text[f.Start:f.End]) || !utf8.ValidString(text[at:f.Start])) {
			t.Errorf("%q: the finding %v cuts a character", text, f)
		}
		left.WriteString(text[at:f.Start] + f.Kind.Token())
		at = f.End
	}
	if left.WriteString(text[at:]); left.String() != result.Text {
		t.Errorf("%q: masked %q, but the findings leave %q", text, result.Text, left.String())
	}
	if again := guard.Mask(result.Text); again.Text != result.Text {
		t.Errorf("%q\n masked       %q\n masked again %q", text, result.Text, again.Text)
	}
}

// scraps are what texts are made of in TestPromises.
var scraps = []string{
	"Иван", "иван", "ИВАН", "Петров", "петрова", "Мария", "Роза", "Стоилов", "И.", "П.", "г-н", "казвам се", "кметът", "служителката", "ЕГН", "ЛНЧ", "тел.", "IBAN",
	"7524169268", "7524", "16", "9268", "0888", "123", "456", "0888123456", "+359", "(0)", "02", "987", "65", "43", "4821-7735-6", "03.05.2026", "8.30-17.30",
	"4111", "1111", "BG80", "BNBG", "9661", "1020", "3456", "78", "ivan", "@", "abv", ".", "bg", "кльомба", "точка", "живея", "на", "ул.", "Липа", "№", "5", "бл.",
	"вх.", "А", "ап.", "гр.", "Пещера", "4550", "с.", ",", "-", "/", "„", "“", "(", ")", "\n", "!", "от", "и", "в", "съм", "ние", "се", "[име]", "[адрес]", "[телефон]",
	"[ЕГН]", "\u200b", "\u0301", "й", "\xff", "идиот", "к", "у", "р", "*", "тук живея", "пред", "СУ", "Васил", "Левски",
}

func TestPromises(t *testing.T) {
	for _, text := range hostile {
		promises(t, text)
	}
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOfN(rapid.SampledFrom(scraps), 0, 40).Draw(t, "scraps")
		gaps := rapid.SampledFrom([]string{"", " ", " ", "  "})
		var b strings.Builder
		for _, p := range pieces {
			b.WriteString(p + gaps.Draw(t, "gap"))
		}
		promises(t, b.String())
	})
}
