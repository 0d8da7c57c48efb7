package guard

import "strings"

// component is a piece of an address.
type component struct {
	next    int  // the word behind it
	place   bool // a town or a quarter
	numbers bool // it holds a house's, block's or flat's number
	flat    bool // it holds a flat's number, which no public place has
}

// The words that begin a component.
var (
	streetWords  = set("ул улица улицата улици бул булевард булеварда булевардът пл площад площада площадът")
	blockWords   = set("бл блок блока блокът вх вход входа входът ет етаж етажа къща")
	flatWords    = set("ап апт апартамент апартамента")
	quarterWords = set("жк кв квартал квартала к-с комплекс комплекса махала")
	placeWords   = set("гр град с село общ община обл област")
	numberNames  = set("номер ном no nо n но № н")
)

// addresses finds the addresses of persons.
func (r *reader) addresses(t *taken) {
	for i := 0; i < len(r.words); {
		r.steps++
		end, flat, numbered := r.addressAt(i)
		if numbered && (flat || r.livesHere(i) || r.besidePerson(i, end)) {
			t.add(Address, r.words[i].lo, r.words[end-1].hi)
		}
		i = max(i+1, end)
	}
}

// componentsMax bounds the components of an address.
const componentsMax = 10

// addressAt reads the components that follow each other from words[i].
func (r *reader) addressAt(i int) (end int, flat, numbered bool) {
	at := i
	for range componentsMax {
		r.steps++
		c, ok := r.component(at, at == i)
		if !ok {
			break
		}
		end = c.next
		flat = flat || c.flat
		numbered = numbered || c.numbers
		at = r.joined(end)
	}
	return end, flat, numbered
}

// joined skips what may stand between two components.
func (r *reader) joined(i int) int {
	for n := 0; n < 2 && i < len(r.words); n++ {
		w := r.words[i]
		if w.sort == sign && strings.Contains(",;-/.", w.low) || w.sort == letters && (w.low == "на" || w.low == "в" || w.low == "във") && w.kase == lower {
			i++
			continue
		}
		break
	}
	return i
}

// component reads the component that begins at words[i]. The first of an address may do without its word where somebody says that
// he lives there.
func (r *reader) component(i int, first bool) (component, bool) {
	if i >= len(r.words) {
		return component{}, false
	}
	w := r.words[i]
	if w.sort == digits {
		return r.postcode(i)
	}
	if w.sort != letters {
		return component{}, false
	}
	after := r.skipDot(i + 1)
	switch {
	case streetWords[w.low]:
		return r.street(after)
	case blockWords[w.low], flatWords[w.low]:
		next, ok := r.unit(after)
		return component{next: next, numbers: true, flat: flatWords[w.low]}, ok
	case quarterWords[w.low]:
		return r.quarter(after)
	case w.low == "ж" && after < len(r.words) && r.words[after].low == "к":
		return r.quarter(r.skipDot(after + 1))
	case placeWords[w.low]:
		next := r.properName(after, 2)
		return component{next: next, place: true}, next > after
	}
	if first && w.kase != lower && r.livesJustBefore(i) {
		return r.bare(i)
	}
	return component{}, false
}

func (r *reader) skipDot(i int) int {
	if r.isSign(i, ".") {
		return i + 1
	}
	return i
}

// postcode reads four digits that stand before a town.
func (r *reader) postcode(i int) (component, bool) {
	if len(r.words[i].low) != 4 || i+1 >= len(r.words) {
		return component{}, false
	}
	next := r.joined(i + 1)
	if next < len(r.words) && (placeWords[r.words[next].low] || streetWords[r.words[next].low]) {
		return component{next: i + 1}, true
	}
	return component{}, false
}

// street reads a street's name and number.
func (r *reader) street(i int) (component, bool) {
	name := r.quoted(i)
	if name == i {
		name = r.properName(i, 4)
	}
	if name == i && i < len(r.words) && r.words[i].sort == letters {
		name = i + 1 // without capitals: one word, and one more before a number
		if name+1 < len(r.words) && r.words[name].sort == letters && !numberNames[r.words[name].low] && r.words[name+1].sort == digits {
			name++
		}
	}
	if name == i && i < len(r.words) && r.words[i].sort == digits { // „ул. 6-та“
		name = i + 1
		if r.isSign(name, "-") && name+1 < len(r.words) && r.words[name+1].sort == letters {
			name += 2
		}
		if next, ok := r.houseNumber(name); ok {
			return component{next: next, numbers: true}, true
		}
		return component{next: name, numbers: true}, true
	}
	if name == i {
		return component{}, false
	}
	if next, ok := r.houseNumber(name); ok {
		return component{next: next, numbers: true}, true
	}
	for more := name; more < name+2 && more < len(r.words) && r.words[more].sort == letters && r.words[more].kase == lower && !r.startsComponent(more); {
		more++ // „ул. Липова алея 5“
		if next, ok := r.houseNumber(more); ok {
			return component{next: next, numbers: true}, true
		}
	}
	return component{next: name}, true
}

// bare reads a name and a number without „ул.“.
func (r *reader) bare(i int) (component, bool) {
	name := r.properName(i, 3)
	if name == i {
		return component{}, false
	}
	if next, ok := r.houseNumber(name); ok {
		return component{next: next, numbers: true}, true
	}
	next := r.joined(name)
	if next > name && next < len(r.words) && (streetWords[r.words[next].low] || blockWords[r.words[next].low] || quarterWords[r.words[next].low]) {
		return component{next: name, place: true}, true
	}
	return component{}, false
}

// quarter reads a quarter's name, which may end with a number of its own.
func (r *reader) quarter(i int) (component, bool) {
	next := r.quoted(i)
	if next == i {
		next = r.properName(i, 3)
	}
	if next == i && i < len(r.words) && r.words[i].sort == letters && !r.words[i].newline {
		next = i + 1
	}
	if next == i {
		return component{}, false
	}
	if n, ok := r.plainNumber(next); ok {
		next = n
	}
	return component{next: next, place: true}, true
}

// quoted skips a name in quotation marks at words[i].
func (r *reader) quoted(i int) int {
	if !r.isSign(i, `"'`) {
		return i
	}
	for n := 1; n <= 6 && i+n < len(r.words); n++ {
		if r.isSign(i+n, `"'`) {
			return i + n + 1
		}
	}
	return i
}

// properName skips at most n capitalised words at words[i], with „и“ and „на“ between them and dots after short ones.
func (r *reader) properName(i, n int) int {
	end := i
	for count := 0; count < n && i < len(r.words); count++ {
		w := r.words[i]
		if w.sort != letters || w.newline && count > 0 || w.kase == lower && !(count > 0 && (w.low == "и" || w.low == "на")) || r.startsComponent(i) {
			break
		}
		i++
		if w.kase != lower {
			if w.hi-w.lo <= 3 {
				i = r.skipDot(i)
			}
			end = i
		}
	}
	return end
}

// startsComponent says whether words[i] is a word such as „бл.“ rather than a part of a name.
func (r *reader) startsComponent(i int) bool {
	low := r.words[i].low
	return streetWords[low] || blockWords[low] || flatWords[low] || quarterWords[low] || numberNames[low] && i+1 < len(r.words) && r.words[i+1].sort == digits
}

// houseNumber skips „, № 12А“ at words[i].
func (r *reader) houseNumber(i int) (int, bool) {
	if r.isSign(i, ",") {
		i++
	}
	if r.isSign(i, "#") {
		i++
	} else if i < len(r.words) && r.words[i].sort == letters && numberNames[r.words[i].low] {
		i = r.skipDot(i + 1)
	}
	return r.plainNumber(i)
}

// plainNumber skips digits with a letter behind them at words[i].
func (r *reader) plainNumber(i int) (int, bool) {
	if i >= len(r.words) || r.words[i].sort != digits || len(r.words[i].low) > 4 || r.words[i].newline {
		return i, false
	}
	i++
	if i < len(r.words) && r.words[i].sort == letters && r.words[i].hi-r.words[i].lo == 1 && (r.words[i].spaces == 0 || r.words[i].kase == initial) && r.words[i].spaces < 2 {
		return i + 1, true
	}
	if r.isSign(i, "-") && r.words[i].spaces == 0 && i+1 < len(r.words) && r.words[i+1].spaces == 0 && r.words[i+1].sort == letters && r.words[i+1].hi-r.words[i+1].lo <= 2 {
		return i + 2, true
	}
	return i, true
}

// unit skips the number or letter of a block, an entrance, a floor or a flat.
func (r *reader) unit(i int) (int, bool) {
	if r.isSign(i, "#") {
		i++
	} else if i+1 < len(r.words) && r.words[i].sort == letters && numberNames[r.words[i].low] && r.words[i+1].sort == digits {
		i++
	}
	if r.isSign(i, `"'`) && i+2 < len(r.words) && r.isSign(i+2, `"'`) {
		return i + 3, true
	}
	if next, ok := r.plainNumber(i); ok {
		return next, true
	}
	if i < len(r.words) && r.words[i].sort == letters && r.words[i].hi-r.words[i].lo == 1 && r.words[i].low != "и" && r.words[i].low != "е" && r.words[i].low != "с" {
		return i + 1, true
	}
	return i, false
}

// Words that say that somebody lives at the address after them, and those that say that something happens there, by how they begin.
var (
	homeWords = strings.Fields("живе живущ живеещ адрес дома домът вкъщи регистриран прописан обитава нанес пишете изпрат апартаментът къщата жилище настанен")
	spotWords = strings.Fields("пред до срещу около между ъгъл кръстовищ контейнер дупк осветлен тротоар шахта спирк паркинг детска площадк")
)

// livesHere looks in the words before words[i] for one that says that a person lives there.
func (r *reader) livesHere(i int) bool {
	for k, n := i-1, 0; k >= 0 && n < 12; k, n = k-1, n+1 {
		r.steps++
		w := r.words[k]
		if w.sort == sign && (w.low == "!" || w.low == "?" || w.low == "." && r.words[k+1].kase != lower && !r.short(k-1)) {
			return false
		}
		if w.sort != letters {
			continue
		}
		if begins(w.low, homeWords) {
			return true
		}
		if begins(w.low, spotWords) && w.low != "дома" && w.low != "домът" {
			return false
		}
	}
	return false
}

// short says whether words[i] may be an abbreviation with a dot behind it.
func (r *reader) short(i int) bool {
	return i >= 0 && r.words[i].sort == letters && r.words[i].hi-r.words[i].lo <= 3
}

func begins(low string, with []string) bool {
	for _, b := range with {
		if strings.HasPrefix(low, b) {
			return true
		}
	}
	return false
}

// livesJustBefore says whether „живея на“ or „адрес:“ stands directly before words[i].
func (r *reader) livesJustBefore(i int) bool {
	for k, n := i-1, 0; k >= 0 && n < 4; k, n = k-1, n+1 {
		w := r.words[k]
		if w.sort == sign && strings.Contains(`:-"`, w.low) {
			continue
		}
		if w.sort != letters {
			return false
		}
		if begins(w.low, []string{"живе", "живущ", "адрес"}) {
			return true
		}
		if !titleFillers[w.low] && w.low != "в" && w.low != "във" {
			return false
		}
	}
	return false
}

// besidePerson says whether a name or a number of a person stands directly before words[i] or behind words[end].
func (r *reader) besidePerson(i, end int) bool {
	k := i - 1
	for n := 0; n < 2 && k >= 0 && (r.isSign(k, ",:;-.(") || r.words[k].low == "от"); n++ {
		k--
	}
	if k >= 0 && r.words[k].sort == token && r.words[k].kind != Address {
		return true
	}
	for n := 0; n < 2 && r.isSign(end, ",;-("); n++ {
		end++
	}
	return end < len(r.words) && r.words[end].sort == token && r.words[end].kind == Name
}
