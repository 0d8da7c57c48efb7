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
		ok = ok && !(flatWords[w.low] && next == after+1 && r.words[after].sort == letters && r.words[after].kase == lower) // „апартамент в …“
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
		return component{next: next, street: true, house: true}, true
	}
	more, small := name, 0
	for more < len(r.words) && more < name+4 && r.words[more].sort == letters && !r.words[more].newline && !r.startsComponent(more) {
		if r.words[more].kase == lower {
			small++
		}
		more++
	}
	if next, ok := r.houseNumber(more); ok && more > name && (small < more-name || small == 1) { // „ул. 11-ти август 5“
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
	next := r.joined(name)
	if next == name || next >= len(r.words) || r.words[next].sort != letters {
		return component{}, false
	}
	if r.startsComponent(next) {
		return component{next: name}, true
	}
	if street := r.properName(next, 3); street > next && r.isSign(next-1, ",") { // „Пещера, Опълченска 14“
		if house, ok := r.houseNumber(street); ok {
			return component{next: house, street: true, house: true}, true
		}
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
	if n, ok := r.blockAndFlat(next); ok {
		return component{next: n, house: true, inside: true, flat: true}, true
	}
	if n, ok := r.plainNumber(next); ok {
		next = n
	}
	return component{next: next}, true
}

// blockAndFlat skips a block, an entrance and a flat written as one: „18-Б-44“, „203-2-7“.
func (r *reader) blockAndFlat(i int) (int, bool) {
	if i+4 >= len(r.words) {
		return i, false
	}
	entrance, flat := r.words[i+2], r.words[i+4]
	if r.words[i].sort != digits || r.words[i].newline || flat.sort != digits || len(flat.low) > 3 || !r.isSign(i+1, "-/") || !r.isSign(i+3, "-/") {
		return i, false
	}
	if entrance.sort != letters && entrance.sort != digits || entrance.hi-entrance.lo > 2 {
		return i, false
	}
	for k := i + 1; k <= i+4; k++ {
		if r.words[k].spaces > 0 {
			return i, false
		}
	}
	return i + 5, true
}
