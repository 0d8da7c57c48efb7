package guard

import "strings"

// component is a piece of an address.
type component struct {
	next   int  // the word behind it
	street bool // a street
	house  bool // it holds the number of a house or a block
	inside bool // it holds a number within a house: an entrance, a floor, a room
	flat   bool // it holds a flat's number, which no public place has
}

// The words that begin a component.
var (
	streetWords  = set("ул улица улицата улици бул булевард булеварда булевардът пл площад площада площадът")
	blockWords   = set("бл блок блока блокът къща")
	insideWords  = set("вх вход входа входът ет етаж етажа стая")
	flatWords    = set("ап апт апартамент апартамента")
	quarterWords = set("жк кв квартал квартала к-с комплекс комплекса махала")
	placeWords   = set("гр град с село общ община обл област")
	numberNames  = set("номер ном no nо n но № н")
)

// addresses finds the addresses of persons.
func (r *reader) addresses(t *taken) {
	for i := 0; i < len(r.words); {
		r.steps++
		c := r.addressAt(i)
		if c.flat || c.house && (r.livesHere(i) || r.livesAfter(c.next) || r.besidePerson(i, c.next)) || c.inside && r.livesJustBefore(i) {
			t.add(Address, r.words[i].lo, r.words[c.next-1].hi)
		}
		i = max(i+1, c.next)
	}
}

// componentsMax bounds the components of an address.
const componentsMax = 10

// addressAt joins the components that follow each other from words[i].
func (r *reader) addressAt(i int) component {
	var whole component
	at := i
	for range componentsMax {
		r.steps++
		c, ok := r.component(at, at == i)
		if !ok || c.street && whole.street {
			break // a second street is a second address
		}
		whole = component{
			next: c.next, street: whole.street || c.street, house: whole.house || c.house,
			inside: whole.inside || c.inside, flat: whole.flat || c.flat,
		}
		at = r.joined(c.next)
	}
	return whole
}

// joined skips what may stand between two components.
func (r *reader) joined(i int) int {
	for n := 0; n < 2 && i < len(r.words); n++ {
		w := r.words[i]
		if w.sort == sign && strings.Contains(",;-/.", w.low) || w.sort == letters && w.kase == lower && inWords[w.low] {
			i++
			continue
		}
		break
	}
	return i
}

// inWords stand before the place where something is.
var inWords = set("на в във")

// component reads the component that begins at words[i]. The first of an address may do without its word where somebody says that
// he lives there.
func (r *reader) component(i int, first bool) (component, bool) {
	if i >= len(r.words) {
		return component{}, false
	}
	w := r.words[i]
	if w.sort == digits {
		return r.numberFirst(i)
	}
	if w.sort != letters {
		return component{}, false
	}
	after := r.skipDot(i + 1)
	switch {
	case streetWords[w.low]:
		return r.street(after)
	case blockWords[w.low], insideWords[w.low], flatWords[w.low]:
		next, ok := r.unit(after)
		return component{next: next, house: blockWords[w.low], inside: insideWords[w.low], flat: flatWords[w.low]}, ok
	case quarterWords[w.low]:
		return r.quarter(after)
	case w.low == "ж" && after < len(r.words) && r.words[after].low == "к":
		return r.quarter(r.skipDot(after + 1))
	case placeWords[w.low] && (w.low != "с" || after > i+1):
		return r.town(after)
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

// town reads a town's or village's name, in villages with the number of a house.
func (r *reader) town(i int) (component, bool) {
	next := r.properName(i, 2)
	if next == i {
		return component{}, false
	}
	if next+1 < len(r.words) && r.words[next].sort == letters && r.words[next].kase == lower && !r.startsComponent(next) && r.isSign(next+1, ",") {
		next++ // „с. Бяло поле,“
	}
	if next < len(r.words) && r.words[next].sort == digits && len(r.words[next].low) == 4 && !r.words[next].newline && r.isSign(next+1, ",") {
		return component{next: next + 1}, true // a postcode behind the town
	}
	if r.isSign(next, "#") || r.isSign(next, ",") && r.isSign(next+1, "#") {
		if house, ok := r.houseNumber(next); ok {
			return component{next: house, house: true}, true
		}
	}
	return component{next: next}, true
}

// numberFirst reads what begins with a number: a postcode before a town, or a house before an English street.
func (r *reader) numberFirst(i int) (component, bool) {
	w := r.words[i]
	if len(w.low) <= 4 {
		if name := r.properName(i+1, 4); name > i+1 {
			last := r.words[name-1]
			if last.sort == sign {
				last = r.words[name-2] // „Str.“
			}
			if last.latin && englishStreets[r.raw(last)] {
				return component{next: name, street: true, house: true}, true
			}
		}
	}
	if len(w.low) != 4 || i+1 >= len(r.words) || r.words[i+1].newline {
		return component{}, false
	}
	if next := r.joined(i + 1); next < len(r.words) && (placeWords[r.words[next].low] || streetWords[r.words[next].low]) {
		return component{next: i + 1}, true
	}
	if town := r.properName(i+1, 2); town > i+1 {
		if next := r.joined(town); next > town && next < len(r.words) && r.words[next].sort == letters && r.startsComponent(next) {
			return component{next: town}, true
		}
	}
	return component{}, false
}

// englishStreets stand behind the name of a street in English.
var englishStreets = set("str street st blvd boulevard ave avenue road rd square sq")

// street reads a street's name and number.
func (r *reader) street(i int) (component, bool) {
	name := r.quoted(i)
	if name == i {
		name = r.properName(i, 4)
	}
	if name == i && i < len(r.words) && r.words[i].sort == digits { // „ул. 6-та“
		return r.numberedStreet(i)
	}
	if name == i && i < len(r.words) && r.words[i].sort == letters {
		name = i + 1
	}
	if name == i {
		return component{}, false
	}
	for more := name; more <= name+2 && more <= len(r.words); more++ { // „ул. Липова алея 5“
		if next, ok := r.houseNumber(more); ok {
			return component{next: next, street: true, house: true}, true
		}
		if more == len(r.words) || r.words[more].sort != letters || r.words[more].kase != lower || r.startsComponent(more) {
			break
		}
	}
	return component{next: name, street: true}, true
}

// numberedStreet reads a street whose name is a number.
func (r *reader) numberedStreet(i int) (component, bool) {
	name := i + 1
	if r.isSign(name, "-") && name+1 < len(r.words) && r.words[name+1].sort == letters && r.words[name+1].spaces == 0 {
		name += 2
	}
	if next, ok := r.houseNumber(name); ok {
		name = next
	}
	return component{next: name, street: true, house: true}, true
}

// bare reads a name and a number without „ул.“.
func (r *reader) bare(i int) (component, bool) {
	name := r.properName(i, 3)
	if name == i {
		return component{}, false
	}
	if next, ok := r.houseNumber(name); ok {
		return component{next: next, street: true, house: true}, true
	}
	if next := r.joined(name); next > name && next < len(r.words) && r.words[next].sort == letters && r.startsComponent(next) {
		return component{next: name}, true
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
	return component{next: next}, true
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
	return streetWords[low] || blockWords[low] || insideWords[low] || flatWords[low] || quarterWords[low] || numberNames[low] && i+1 < len(r.words) && r.words[i+1].sort == digits
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
	homeWords = strings.Fields(`живе живущ живеещ адрес дома домът вкъщи къщи регистриран прописан обитава нанес премест пишете изпрат апартаментът
		апартамента къщата къща жилище настанен кореспонденция съсед комши собственик наемател`)
	spotWords = strings.Fields("пред до срещу около между ъгъл кръстовищ контейнер дупк осветлен тротоар шахта спирк паркинг детска площадк")
)

// homeDistance is how many words before an address are looked at.
const homeDistance = 12

// livesHere looks in the words before words[i] for one that says that a person lives there. What is nearer counts, but „срещу пазара, …“ is
// another place than the address behind the comma.
func (r *reader) livesHere(i int) bool {
	comma := false
	for k, n := i-1, 0; k >= 0 && n < homeDistance; k, n = k-1, n+1 {
		r.steps++
		w := r.words[k]
		if w.sort == sign {
			if w.low == "!" || w.low == "?" || w.low == "." && !r.short(k-1) {
				return false
			}
			comma = comma || w.low == ","
			continue
		}
		switch {
		case w.sort != letters:
		case begins(w.low, homeWords) || r.weAre(k):
			return true
		case begins(w.low, spotWords) && !comma:
			return false
		}
	}
	return false
}

// weAre says whether words[k] ends „аз съм от“, „ние сме на“, „при нас на“ or „ние от“.
func (r *reader) weAre(k int) bool {
	if w := r.words[k].low; k == 0 || w != "от" && !inWords[w] || r.words[k-1].sort != letters {
		return false
	}
	switch r.words[k-1].low {
	case "съм", "сме", "нас", "ние", "мен":
		return true
	}
	return false
}

// livesAfter says whether „тук живея“ or the like stands behind an address, before words end that sentence.
func (r *reader) livesAfter(i int) bool {
	for n := 0; n < 4 && i < len(r.words); n, i = n+1, i+1 {
		r.steps++
		w := r.words[i]
		if w.sort == sign && strings.Contains(".!?", w.low) {
			return false
		}
		if w.sort == letters && begins(w.low, livesWords) {
			return true
		}
	}
	return false
}

var livesWords = strings.Fields("живея живее живеем живеят живущ")

// short says whether words[i] may be an abbreviation with a dot behind it.
func (r *reader) short(i int) bool {
	return i >= 0 && r.words[i].sort == letters && r.words[i].hi-r.words[i].lo <= 4
}

func begins(low string, with []string) bool {
	for _, b := range with {
		if strings.HasPrefix(low, b) {
			return true
		}
	}
	return false
}

// livesJustBefore says whether „живея на“, „адрес:“ or „ние сме на“ stands directly before words[i].
func (r *reader) livesJustBefore(i int) bool {
	for k, n := i-1, 0; k >= 0 && n < 4; k, n = k-1, n+1 {
		r.steps++
		w := r.words[k]
		if w.sort == sign && strings.Contains(`:-"`, w.low) {
			continue
		}
		if w.sort != letters {
			return false
		}
		if begins(w.low, justBefore) || r.weAre(k) {
			return true
		}
		if !titleFillers[w.low] && !inWords[w.low] {
			return false
		}
	}
	return false
}

var justBefore = strings.Fields("живе живущ адрес кореспонденция")

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
