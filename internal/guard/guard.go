package guard

import (
	"cmp"
	"slices"
	"strings"
)

// Kind is what a finding is.
type Kind string

// The kinds of personal data.
const (
	EGN     Kind = "egn"     // единен граждански номер
	LNCH    Kind = "lnch"    // личен номер на чужденец
	IBAN    Kind = "iban"    // a bank account
	Card    Kind = "card"    // a payment card
	Phone   Kind = "phone"   // a telephone that is no institution's short or free number
	Email   Kind = "email"   // an e-mail address, plain or disguised
	Name    Kind = "name"    // a person's name or a part of it
	Address Kind = "address" // where a person lives
	IDDoc   Kind = "iddoc"   // the number of an identity card, a passport or a driving licence
)

// Kinds lists the kinds in the order in which they are reported.
func Kinds() []Kind { return []Kind{EGN, LNCH, IBAN, Card, Phone, Email, Name, Address, IDDoc} }

// tokens are the words that stand in a masked text. They are part of what is stored: never change one, only add.
var tokens = map[Kind]string{
	EGN: "[ЕГН]", LNCH: "[ЛНЧ]", IBAN: "[IBAN]", Card: "[карта]", Phone: "[телефон]", Email: "[имейл]", Name: "[име]", Address: "[адрес]",
	IDDoc: "[личен документ]",
}

// Token is the word that a masked text shows in place of a finding of the kind.
func (k Kind) Token() string { return tokens[k] }

// Finding is one piece of personal data: text[Start:End], in bytes.
type Finding struct {
	Kind       Kind
	Start, End int
}

// Flags is what a list may show about a text without showing the text.
type Flags struct {
	Personal bool // it holds personal data
	Insult   bool // it holds an insult or an obscenity
}

// Result is a text fit to be shown to people outside the case.
type Result struct {
	Text   string    // with a token in place of every finding
	Found  []Finding // in the text as it was given, in order, apart from each other
	Insult bool      // it holds an insult or an obscenity; those are never cut out
}

// Flags gives what is left of a result when the text is not shown.
func (r Result) Flags() Flags { return Flags{Personal: len(r.Found) > 0, Insult: r.Insult} }

// Find gives the personal data in a text, in order and apart from each other. Any string may be given, valid UTF-8 or not.
func Find(text string) []Finding {
	return newReader(text).all()
}

// Mask puts a token in place of every finding and judges the text by the default list of words.
func Mask(text string) Result { return defaultWords.Mask(text) }

// Mask puts a token in place of every finding and judges the text by this list of words. A masked text masked again stays the same.
func (w *Words) Mask(text string) Result {
	found := Find(text)
	return Result{Text: replace(text, found), Found: found, Insult: w.Insult(text)}
}

// replace puts tokens in place of findings.
func replace(text string, found []Finding) string {
	if len(found) == 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	at := 0
	for _, f := range found {
		b.WriteString(text[at:f.Start])
		b.WriteString(f.Kind.Token())
		at = f.End
	}
	b.WriteString(text[at:])
	return b.String()
}

// all reads a text until nothing more is found. What is found stands as one mark in the text that is read next, as its token does in a
// masked text, so that reading a masked text finds nothing new.
func (r *reader) all() []Finding {
	var found []Finding
	for range roundsMax {
		round := r.round()
		if len(round) == 0 {
			break
		}
		for _, h := range round {
			found = append(found, Finding{Kind: h.kind, Start: r.chars[h.lo].start, End: r.chars[h.hi-1].end})
		}
		r.cover(round)
	}
	slices.SortFunc(found, func(a, b Finding) int { return cmp.Compare(a.Start, b.Start) })
	return found
}

// roundsMax bounds how often a text is read. Two rounds are the rule: one that finds and one that finds nothing more.
const roundsMax = 12
