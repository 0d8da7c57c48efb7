package guard

import "strings"

// context is what the words before a number say about it.
type context struct {
	word     Kind // EGN, LNCH, IBAN, Phone or IDDoc when they name it so
	document bool // they name a document, an account at a utility, a sum
	series   bool // the letters of an identity card stand directly before it
	numbered bool // they call it a number
	own      bool // they say whose it is
	short    bool // they name it by letters that registers use as well: „ЛК“
}

// Words that name the number after them, by how they begin.
var numberWords = []struct {
	kind   Kind
	begins []string
}{
	{EGN, []string{"егн", "епн", "егэн", "единен граждански"}},
	{LNCH, []string{"лнч", "лнс"}},
	{IBAN, []string{"ибан", "iban", "сметка"}},
	{Phone, []string{"тел", "моб", "гсм", "джиесем", "вайбър", "вибер", "уотсап", "ватсап", "вхацап", "факс", "звън", "обад", "позвън", "фон"}},
}

// documentWords name a number that is nobody's own.
var documentWords = []string{
	"заявк", "вх", "изх", "рег", "преписк", "фактур", "договор", "заявлени", "поръчк", "жалб", "сигнал", "парти", "абонат", "клиентск", "еик",
	"булстат", "акт", "фиш", "заповед", "решени", "документ", "протокол", "дело", "кадаст", "идентифик", "имот", "уид", "тикет", "билет", "достъп", "версия",
	"касов", "бележк", "електромер", "водомер", "оод", "еоод", "номерче", "пратк", "товарител", "сериен", "инвентар", "разписк", "код", "постановлени", "квитанци", "чл", "ал",
}

// fillers may stand between such a word and its number.
var fillers = map[string]bool{
	"ми": true, "е": true, "на": true, "номер": true, "номера": true, "номерът": true, "ном": true, "за": true, "връзка": true, "му": true,
	"ѝ": true, "й": true, "и": true, "им": true, "ни": true, "то": true, "контакт": true, "контакти": true, "с": true, "но": true,
	"мобилен": true, "домашен": true, "личен": true, "служебен": true, "стационарен": true, "от": true, "до": true, "или": true, "сина": true,
	"го": true, "беше": true, "този": true, "следния": true, "следният": true, "мен": true, "нас": true, "чужденец": true, "се": true, "ме": true,
	"майка": true, "баща": true, "детето": true, "дъщеря": true, "съпруга": true, "съпругата": true, "жена": true, "син": true, "мъж": true,
	"карта": true, "когато": true, "искате": true, "може": true, "по": true, "телефон": true, "тел": true,
}

// contextWords is how many words are looked at before a number.
const contextWords = 6

// context reads the words before words[i].
func (r *reader) context(i int) context {
	var c context
	if named, ok := r.series(i); ok {
		named.series = true
		return named
	}
	card := false
	for n := 0; n < contextWords; n++ {
		r.steps++
		i--
		if i < 0 || r.words[i+1].newline && n > 0 {
			return c
		}
		w := r.words[i]
		switch w.sort {
		case digits, token:
			return c
		case sign:
			if !strings.Contains(`:.-#=(+"*/,`, w.low) {
				return c
			}
			c.numbered = c.numbered || w.low == string(numero)
			continue
		}
		low := w.low
		if r.idDocument(i, card) {
			c.word, c.short = IDDoc, len(low) <= len("лк")
			return c
		}
		card = card || low == "карта"
		for _, nw := range numberWords {
			for _, b := range nw.begins {
				if strings.HasPrefix(low, b) && !strings.HasPrefix(low, "телев") && !strings.HasPrefix(low, "фонт") && !strings.HasPrefix(low, "фонд") {
					c.word = nw.kind
					return c
				}
			}
		}
		if i > 0 && r.words[i-1].low == "за" && (low == "връзка" || strings.HasPrefix(low, "контакт")) && !w.latin {
			c.word = Phone // „за връзка: 62 15 43“, but „във връзка с …“
			return c
		}
		for _, b := range documentWords {
			if strings.HasPrefix(low, b) && (len(b) > 4 || len(low) <= len(b)+6) {
				c.document = true
				return c
			}
		}
		if n == 1 && w.kase != lower && w.hi-w.lo <= 3 && r.isSign(i+1, "-") && r.words[i+1].spaces == 0 && r.words[i+2].spaces == 0 {
			c.document = true // „РД-09-441“
			return c
		}
		c.numbered = c.numbered || strings.HasPrefix(low, "номер") || low == "ном"
		c.own = c.own || owners[low] || low == "си" || begins(low, mine)
		if !fillers[low] {
			return c
		}
	}
	return c
}
