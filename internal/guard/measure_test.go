package guard_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"harta/internal/guard"
)

// misses makes the measure print every sentence that the guard gets wrong.
var misses = flag.Bool("misses", false, "print the sentences that the guard gets wrong")

// least is the precision and the recall that each kind must have in each set of sentences.
var least = map[guard.Kind]float64{
	guard.EGN: .95, guard.LNCH: .95, guard.IBAN: .95, guard.Card: .95, guard.Phone: .95, guard.Email: .95, guard.Name: .85, guard.Address: .85,
	guard.IDDoc: .95,
}

// leastInsult is the same for insults, which are only flagged.
const leastInsult = .85

// setMin is how many sentences each set has at least.
var setMin = map[string]int{"dev": 200, "blind": 200, "unseen": 200, "fresh": 120, "further": 170}

// sentence is one line of a set: what was typed, what is personal in it, and whether it insults.
type sentence struct {
	text   string
	labels []guard.Finding
	insult bool
}

// tally counts what was found of one kind.
type tally struct{ labels, found, right, exact int }

func (c tally) precision() float64 { return share(c.right, c.found) }
func (c tally) recall() float64    { return share(c.right, c.labels) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// TestMeasure holds the guard to its precision and recall, for each kind and in each set apart: dev was written beside the rules, blind
// before them, unseen and fresh after they were mended, all three by people who had not seen them.
func TestMeasure(t *testing.T) {
	for _, set := range []string{"dev", "blind", "unseen", "fresh", "further"} {
		t.Run(set, func(t *testing.T) {
			sentences := readSet(t, set)
			kinds, insults := measure(t, sentences)
			t.Logf("%s: %d sentences", set, len(sentences))
			for _, k := range guard.Kinds() {
				c := kinds[k]
				t.Logf("%-8s labels %3d found %3d right %3d (to the letter %3d)  precision %.3f  recall %.3f",
					k, c.labels, c.found, c.right, c.exact, c.precision(), c.recall())
				if c.precision() < least[k] || c.recall() < least[k] {
					t.Errorf("%s: precision %.3f, recall %.3f, at least %.2f is wanted of each", k, c.precision(), c.recall(), least[k])
				}
			}
			t.Logf("%-8s labels %3d found %3d right %3d  precision %.3f  recall %.3f",
				"insult", insults.labels, insults.found, insults.right, insults.precision(), insults.recall())
			if insults.precision() < leastInsult || insults.recall() < leastInsult {
				t.Errorf("insult: precision %.3f, recall %.3f, at least %.2f is wanted of each", insults.precision(), insults.recall(), leastInsult)
			}
		})
	}
}

func measure(t *testing.T, sentences []sentence) (map[guard.Kind]tally, tally) {
	kinds := map[guard.Kind]tally{}
	var insults tally
	for _, s := range sentences {
		result := guard.Mask(s.text)
		wrong := count(kinds, s, result.Found)
		if s.insult {
			insults.labels++
		}
		if result.Insult {
			insults.found++
		}
		if s.insult && result.Insult {
			insults.right++
		}
		if *misses && (wrong || s.insult != result.Insult) {
			t.Logf("insult %v, said %v: %s\n\t-> %s", s.insult, result.Insult, marked(s), result.Text)
		}
	}
	return kinds, insults
}

// count adds what was found in a sentence and says whether anything of it is wrong.
func count(kinds map[guard.Kind]tally, s sentence, found []guard.Finding) (wrong bool) {
	met := make([]bool, len(s.labels))
	for _, f := range found {
		c := kinds[f.Kind]
		c.found++
		right := false
		for i, l := range s.labels {
			if !met[i] && l.Kind == f.Kind && same(s.text, l, f) {
				met[i], right = true, true
				c.right++
				if trimmed(s.text, l) == trimmed(s.text, f) {
					c.exact++
				}
				break
			}
		}
		wrong = wrong || !right
		kinds[f.Kind] = c
	}
	for i, l := range s.labels {
		c := kinds[l.Kind]
		c.labels++
		kinds[l.Kind] = c
		wrong = wrong || !met[i]
	}
	return wrong
}

// overlap is how much of a name or an address, in letters and digits of both together, a finding must share with its label. A number or a
// mailbox must be found to the letter.
const overlap = .7

// same says whether a finding is what the label says.
func same(text string, label, f guard.Finding) bool {
	if label.Kind != guard.Name && label.Kind != guard.Address {
		return trimmed(text, label) == trimmed(text, f)
	}
	common := weight(text, max(label.Start, f.Start), min(label.End, f.End))
	both := weight(text, label.Start, label.End) + weight(text, f.Start, f.End) - common
	return float64(common) >= overlap*float64(both)
}

// weight counts letters and digits.
func weight(text string, start, end int) int {
	if start >= end {
		return 0
	}
	n := 0
	for _, c := range text[start:end] {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			n++
		}
	}
	return n
}

// trimmed is a span without the signs and blanks at its ends.
func trimmed(text string, f guard.Finding) [2]int {
	plain := func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }
	s := text[f.Start:f.End]
	start := max(strings.IndexFunc(s, plain), 0)
	end := strings.LastIndexFunc(s, plain)
	return [2]int{f.Start + start, f.Start + end}
}

// marked writes a sentence with its labels.
func marked(s sentence) string {
	var b strings.Builder
	at := 0
	for _, l := range s.labels {
		fmt.Fprintf(&b, "%s{{%s|%s}}", s.text[at:l.Start], l.Kind, s.text[l.Start:l.End])
		at = l.End
	}
	return b.String() + s.text[at:]
}

var label = regexp.MustCompile(`(?s)\{\{([a-z]+)\|(.*?)\}\}`)

// readSet reads the files of a set: see testdata/FORMAT.md.
func readSet(t testing.TB, set string) []sentence {
	t.Helper()
	files, err := filepath.Glob("testdata/" + set + "*.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var list []sentence
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			line = strings.TrimSuffix(line, "\n")
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			flag, marked, ok := strings.Cut(line, "\t")
			if !ok || flag != "insult=yes" && flag != "insult=no" {
				t.Fatalf("%s: a line without its columns: %q", file, line)
			}
			s := unmarked(t, strings.ReplaceAll(marked, `\n`, "\n"))
			s.insult = flag == "insult=yes"
			list = append(list, s)
		}
	}
	if len(list) < setMin[set] {
		t.Fatalf("%s has %d sentences, at least %d are wanted", set, len(list), setMin[set])
	}
	return list
}

// unmarked takes the labels out of a sentence.
func unmarked(t testing.TB, text string) sentence {
	t.Helper()
	var s sentence
	at := 0
	for _, m := range label.FindAllStringSubmatchIndex(text, -1) {
		s.text += text[at:m[0]]
		kind := guard.Kind(text[m[2]:m[3]])
		if kind.Token() == "" {
			t.Fatalf("no kind %q: %q", kind, text)
		}
		start := len(s.text)
		s.text += text[m[4]:m[5]]
		s.labels = append(s.labels, guard.Finding{Kind: kind, Start: start, End: len(s.text)})
		at = m[1]
	}
	s.text += text[at:]
	return s
}
