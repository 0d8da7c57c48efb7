package guard

import (
	"strings"
)

// group is a run of digits in a chain of them, as „0888“ in „0888/12-34-56“.
type group struct {
	at  int  // index of its word
	sep rune // what parts it from the group before: ' ', '-', '.', '/', '(' or ')'; 0 for the first
	gap int  // blanks around that sign
	row bool // a line began before it
	off bool // part of a date, a span of hours or a case's number
}

// window is a part of a chain that may be one number.
type window struct {
	r      *reader
	groups []group
	digits string
	before context
	inside bool // it begins close behind other digits
	alone  bool // no other digits stand beside it
	rows   int  // lines that begin in it
}

// Limits of a window: no number here is longer.
const (
	windowDigits = 19 // of a payment card
	windowGroups = 19
)

// numbers finds ЕГН, ЛНЧ, cards, telephones and the numbers of identity cards.
func (r *reader) numbers(t *taken) {
	for i := 0; i < len(r.words); {
		if r.words[i].sort != digits {
			i++
			continue
		}
		chain := r.chain(i)
		r.inChain(t, chain)
		i = chain[len(chain)-1].at + 1
	}
}

// chain collects the groups that follow each other with nothing but a separator between them.
func (r *reader) chain(i int) []group {
	chain := []group{{at: i}}
	for {
		r.steps++
		next, ok := r.linked(i)
		if !ok {
			break
		}
		chain = append(chain, next)
		i = next.at
	}
	settle(r, chain)
	return chain
}

// linked gives the group after the one at words[i].
func (r *reader) linked(i int) (group, bool) {
	if i+1 >= len(r.words) {
		return group{}, false
	}
	next := r.words[i+1]
	if next.spaces > 3 {
		return group{}, false
	}
	if next.sort == digits {
		return group{at: i + 1, sep: ' ', gap: next.spaces, row: next.newline}, next.spaces > 0
	}
	if next.newline || next.sort != sign || !strings.Contains("-./()", next.low) || i+2 >= len(r.words) {
		return group{}, false
	}
	after := r.words[i+2]
	if after.sort == sign && next.low == ")" && (after.low == "-" || after.low == "/") && i+3 < len(r.words) {
		i++
		after = r.words[i+2]
	}
	row := after.newline && (next.low == "-" || next.low == "/") // a line may end with a dash
	if after.sort != digits || after.newline && !row || next.spaces > 1 || after.spaces > 1 {
		return group{}, false
	}
	return group{at: i + 2, sep: rune(next.low[0]), gap: next.spaces + after.spaces, row: row}, true
}

// inChain looks for numbers from left to right.
func (r *reader) inChain(t *taken, chain []group) {
	before := r.context(chain[0].at)
	for i := 0; i < len(chain); {
		if chain[i].row {
			before = r.context(chain[i].at)
		}
		if kind, n := r.numberAt(chain[i:], before); n > 0 {
			lo, hi := r.words[chain[i].at].lo, r.words[chain[i+n-1].at].hi
			switch {
			case kind == Phone:
				lo = r.phoneStart(chain[i].at)
			case kind == IDDoc && before.series:
				lo = r.words[chain[i].at-1].lo
			}
			t.take(hit{kind, lo, hi, before.word == kind && !before.short})
			before = context{}
			if i += n; i < len(chain) {
				chain[i].sep = 0
			}
			continue
		}
		i++
		before.word = ""
	}
}

// numberAt gives the kind of the number that begins with a chain and how many groups it has; 0 when none begins here.
func (r *reader) numberAt(chain []group, before context) (kind Kind, groups int) {
	w := window{r: r, before: before, inside: closer(chain[0])}
	best := 0
	for n := 1; n <= len(chain) && n <= windowGroups; n++ {
		r.steps++
		g := chain[n-1]
		if g.off {
			break
		}
		if n > 1 && g.row {
			w.rows++
		}
		w.groups = chain[:n]
		w.digits += r.words[g.at].low
		if len(w.digits) > windowDigits {
			break
		}
		whole := n == len(chain) || !closer(chain[n])
		w.alone = (chain[0].sep == 0 || chain[0].row) && (n == len(chain) || chain[n].off || chain[n].row || chain[n].sep == '/')
		if k, rank := w.kind(whole); rank > 0 && rank >= best {
			kind, groups, best = k, n, rank
		}
	}
	return kind, groups
}

// closer says whether a group stands so close to the one before it that a number can hardly end between them.
func closer(g group) bool { return (g.sep == dash || g.sep == '.') && g.gap == 0 }

// kind judges a window. The rank orders what may be true at once: a greater one wins, of equals the longer.
func (w window) kind(whole bool) (kind Kind, rank int) {
	if w.rows > 0 {
		return w.kindOverLines(whole)
	}
	switch {
	case w.before.word == EGN && len(w.digits) == egnDigits, w.isEGN() && whole:
		return EGN, 6
	case w.before.word == LNCH && len(w.digits) == egnDigits:
		return LNCH, 6
	case w.isIDDoc() && whole:
		return IDDoc, 6
	case w.inside:
		return "", 0
	case w.isCard() && whole:
		return Card, 5 + w.cardForm()
	case w.isPhone() && whole:
		return Phone, 4
	case w.isShortMobile():
		return Phone, 4
	case w.isLNCH() && whole:
		return LNCH, 3
	case w.before.word == EGN && len(w.digits) >= 6 && len(w.digits) <= 12:
		return EGN, 2
	case w.before.word == LNCH && len(w.digits) >= 6 && len(w.digits) <= 12:
		return LNCH, 2
	case w.before.word == IDDoc && len(w.digits) >= seriesDigits && len(w.digits) <= 10 && whole:
		return IDDoc, 2
	case w.before.word == Phone && w.isSpokenPhone() && whole:
		return Phone, 1
	}
	return "", 0
}

// kindOverLines judges a window in which a line begins. Two numbers under each other are more common than one that is broken: only what is
// complete with both lines, and is not with the first, is believed.
func (w window) kindOverLines(whole bool) (kind Kind, rank int) {
	said, form := w.before.word, w.form()
	switch {
	case w.rows > 1 || w.inside || !whole:
	case len(w.digits) == egnDigits && said == EGN, form == "6-4" && w.isEGN():
		return EGN, 6
	case len(w.digits) == egnDigits && said == LNCH:
		return LNCH, 6
	case w.isIDDoc():
		return IDDoc, 6
	case form == "4-4-4-4" && w.isCard():
		return Card, 5
	case w.isMobileOrAbroad(), said == Phone && (land(w.digits) || shortMobile(w.digits)):
		return Phone, 3
	}
	return "", 0
}

// seps says whether nothing but the given separators parts the groups of a window.
func (w window) seps(allowed string) bool {
	for _, g := range w.groups[1:] {
		if !strings.ContainsRune(allowed, g.sep) {
			return false
		}
	}
	return true
}

// form gives the lengths of a window's groups, as "4-4-1".
func (w window) form() string {
	var b strings.Builder
	for i, g := range w.groups {
		if i > 0 {
			b.WriteByte('-')
		}
		b.WriteByte('0' + byte(min(len(w.r.words[g.at].low), 10)))
	}
	return b.String()
}
