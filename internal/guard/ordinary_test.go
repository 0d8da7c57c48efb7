package guard

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What is plain enough not to be read would have been let through had it been read.
func TestOrdinaryNumbersTellNothing(t *testing.T) {
	pieces := []string{
		"ЕГН", "егн", "egn", "EGN", "epn", "lnch", "LNC", "lns", "iban", "IBAN", "smetka", "tel", "Tel", "mob", "gsm", "djiesem", "viber", "wiber", "faks", "phaks",
		"fon", "phon", "obad", "at", "AT", "klyomba", "klomba", "maymunsko", "a", "dot", "tochka", "[at]", "(at)", "@", "+359", "abv", "bg", "com", "ivan",
		"BG", "BG80", "BNBG96611020345678", "BG80BNBG96611020345678", "NO", "NO93 8601 1117 947", "R", "O49", "DE", "B", "G80", "F", "I21", "P", "L",
		"6101057509", "0888123456", "1000000000", "4111111111111111", "8601 1117 947", "12345", "0", "O", "l", "I", "o", "2026", "7",
		"-", " ", ".", "/", "_", ":", "#", "№", ",", "'", "|", "*", "УСЛ", "x", "q", "zh", "Z",
	}
	rapid.Check(t, func(t *rapid.T) {
		number := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(pieces), rapid.StringMatching(`[A-Za-z0-9 ./_-]{1,4}`)), 1, 9).Draw(t, "number"), "")
		if ordinary(number) && tells(number) {
			t.Fatalf("%q is called ordinary and tells of a person", number)
		}
	})
}

// However a word that names a number may be typed in Latin letters, a number with it is read.
func TestOrdinaryKnowsWordsInLatin(t *testing.T) {
	var words []string
	for _, w := range numberWords {
		words = append(words, w.begins...)
	}
	words = append(words, idDocWords...)
	for w := range atWords {
		words = append(words, w)
	}
	latin := strings.Fields("sht zh ts tz ch sh yu ya yo ia iu ph a b c d e f g h i j k l m n o p q r s t u v w x y z")
	for _, word := range words {
		typed := []string{""}
		for n := len([]rune(word)); n > 0 && len(typed) > 0; n-- {
			var more []string
			for _, so := range typed {
				for _, letters := range latin {
					if next := sounds.Replace(so + letters); strings.HasPrefix(word, next) && !slices.Contains(more, so+letters) {
						more = append(more, so+letters)
					}
				}
			}
			for _, so := range typed {
				if sounds.Replace(so) == word {
					more = append(more, so)
				}
			}
			typed = more
		}
		for _, so := range typed {
			if sounds.Replace(so) == word && (ordinary(so+" 0888123456") || ordinary("x "+strings.ToUpper(so)+"0888123456")) {
				t.Errorf("%q, that is %q, is called ordinary", so, word)
			}
		}
	}
}

// randomNumbers are numbers as programs draw them, each of a shape of its own.
func randomNumbers(n int) []string {
	const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	random := rand.New(rand.NewPCG(1, 2))
	list := make([]string, n)
	for i := range list {
		b := make([]byte, 10+i%12)
		for k := range b {
			b[k] = letters[random.IntN(len(letters))]
		}
		list[i] = string(b)
	}
	return list
}

// Of the numbers that programs draw hardly one has to be read.
func TestMostNumbersAreOrdinary(t *testing.T) {
	list := randomNumbers(10_000)
	n := 0
	for _, number := range list {
		if ordinary(number) {
			n++
		}
	}
	if n < len(list)*9/10 {
		t.Errorf("%d of %d numbers are ordinary", n, len(list))
	}
}

func BenchmarkRandomNumbers(b *testing.B) {
	list := randomNumbers(4096)
	for name, says := range map[string]func(string) bool{"read": tells, "ordinary first": InNumber} {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				says(list[i%len(list)])
			}
		})
	}
}
