package guard_test

import (
	"errors"
	"strings"
	"testing"

	"harta/internal/guard"
)

func TestDefaultWords(t *testing.T) {
	w, err := guard.ParseWords(guard.DefaultWords())
	if err != nil {
		t.Fatal(err)
	}
	if w.Len() < 100 {
		t.Errorf("the default list has %d entries", w.Len())
	}
}

func TestParseWords(t *testing.T) {
	for _, tt := range []struct {
		list string
		line int
		code string
	}{
		{"мърморко\n\n# бележка\nа", 4, "short"},
		{"аб*", 1, "short"},
		{"*", 1, "short"},
		{"!", 1, "short"},
		{"мър*морко", 1, "star"},
		{"мърморко!", 1, "letters"},
		{"<b>мърморко</b>", 1, "letters"},
		{"=1+1", 1, "letters"},
		{"мърморко\n" + strings.Repeat("м", 61), 2, "long"},
		{strings.Repeat("мърморко\n", guard.WordsMax+1), guard.WordsMax + 1, "many"},
		{"мърморко\n\xff\xfe", 2, "letters"},
	} {
		_, err := guard.ParseWords(tt.list)
		var wrong *guard.LineError
		if !errors.As(err, &wrong) {
			t.Errorf("ParseWords(%.30q) gives the error %v", tt.list, err)
			continue
		}
		if wrong.Line != tt.line || wrong.Code != tt.code {
			t.Errorf("ParseWords(%.30q): line %d, %s; want line %d, %s", tt.list, wrong.Line, wrong.Code, tt.line, tt.code)
		}
	}
}

// TestOwnWords tries what a list of the office's own can say.
func TestOwnWords(t *testing.T) {
	const list = "# наш списък\nМърморко\nдрънк*   # и дрънкало\nголям инат\n!дрънкулк*\nсърдит*\n"
	w, err := guard.ParseWords(list)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"мърморко":                  true,
		"МЪРМОРКО!":                 true,
		"мъррррморко":               true,
		"м ъ р м о р к о":           true,
		"м-ъ-р-м-о-р-к-о":           true,
		"мър.мор.ко":                true,
		"м*рморко":                  true,
		"мъpмopкo с латински букви": true,
		"murmorko":                  true,
		"marmorko":                  true,
		"мърм0рко":                  true,
		"мър\u200bмор\u00adко":      true,
		"мърморковци":               false,
		"замърморко":                false,
		"м*":                        false,
		"дрънкало":                  true,
		"красива дрънкулка":         false,
		"голям инат":                true,
		"голям, инат":               true,
		"инат голям":                false,
		"голям":                     false,
		"сърдити":                   true,
		"surdit":                    true,
		"идиот":                     false,
		"":                          false,
		"***":                       false,
		"5*5*5":                     false,
	} {
		if got := w.Mask(text).Insult; got != want {
			t.Errorf("%q: insult %v, want %v", text, got, want)
		}
	}
}

// TestGuardFollows tries that a list put in force holds for those who already use the guard.
func TestGuardFollows(t *testing.T) {
	var g guard.Guard
	if !g.Mask("идиот").Insult || g.Mask("мърморко").Insult {
		t.Error("a new guard does not use the default list")
	}
	w, err := guard.ParseWords("мърморко")
	if err != nil {
		t.Fatal(err)
	}
	g.Use(w)
	if g.Mask("идиот").Insult || !g.Mask("мърморко").Insult {
		t.Error("the guard does not use the list it was given")
	}
	if got := g.Mask("тел. 0888123456").Text; got != "тел. [телефон]" {
		t.Errorf("with a list of its own the guard masks %q", got)
	}
}

// TestNoScunthorpe tries words that hold an insult inside them.
func TestNoScunthorpe(t *testing.T) {
	for _, text := range []string{
		"курс", "курсове", "курсист", "курорт", "куриер", "екскурзия", "ракурс", "конкурс", "попутка", "попътна", "педагог", "педагогически", "педал", "педали",
		"путир", "Путин", "пичуга", "скапване", "лайка", "лайкучка", "гъзарски", "задника", "небе", "себе", "трибуна", "требвам", "обед", "хлебар", "потреба", "ебонит",
		"мангалът", "циганка", "цигулка", "цигани", "мамандарка", "говедарник", "тъпан", "тъпчене", "тъпо", "отъпкан", "глупаво", "идеал", "кретон", "дебит",
		"простор", "проста", "простата", "боклук", "боклуци", "свиня", "свинете", "магаре", "кучка", "кучета", "паразитология", "хуманен", "Хюсеин", "махун", "духам",
		"духане на свещи", "пускам", "накуп", "купувам", "покупка", "шибой", "изродопи", "курабии", "куршум", "окур", "кур\u00adорт", "пребиваване", "преборя", "преброяване", "наболяло", "забележка", "избелял", "разбирам",
	} {
		if guard.Mask(text).Insult {
			t.Errorf("%q is called an insult", text)
		}
	}
}
