package guard

import "strings"

// Words that say that somebody lives at the address after them, and those that say that something happens there, by how they begin.
var (
	homeWords = strings.Fields(`живе живущ живеещ адрес дома домът вкъщи къщи регистриран прописан обитава нанес премест пишете изпрат апартаментът
		апартамента къщата къща жилище настанен кореспонденция съсед комши собственик наемател местожител местоживе пребивава пращ прати прате изпращ`)
	spotWords = strings.Fields("пред до срещу около между ъгъл кръстовищ контейнер дупк осветлен тротоар шахта спирк паркинг детска площадк екип патрул бригад линейк")
)

// englishHomes are words of the same sort in English.
var englishHomes = set("live lives living address home house flat apartment resident")

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
		case begins(w.low, homeWords) || w.latin && englishHomes[r.raw(w)] || r.weAre(k) || r.owns(k) || n == 0 && r.atOurs(k):
			return true
		case begins(w.low, spotWords) && !comma:
			return false
		}
	}
	return false
}

// owns says whether words[k] is a property that the text calls somebody's: „моят имот“, „гаражът ми“.
func (r *reader) owns(k int) bool {
	if !begins(r.words[k].low, properties) {
		return false
	}
	return k > 0 && r.words[k-1].sort == letters && begins(r.words[k-1].low, mine) ||
		k+1 < len(r.words) && r.words[k+1].sort == letters && owners[r.words[k+1].low]
}

var (
	properties = strings.Fields("имот двор гараж мазе квартира апартамент парцел вила")
	mine       = strings.Fields("моя мой наши наша нашата")
	owners     = set("ми ни му ѝ й")
)

// atOurs says whether words[k] ends „у нас“ or „при мен“.
func (r *reader) atOurs(k int) bool {
	if k == 0 || r.words[k-1].low != "у" && r.words[k-1].low != "при" {
		return false
	}
	switch r.words[k].low {
	case "нас", "мен", "мене":
		return true
	}
	return false
}

// kin, by how they begin, are those of whom people say where they live.
var kin = strings.Fields("родител майка баща баба дядо син дъщер брат сестра съпруг леля чичо вуйчо свекър тъща тъст семейство внук внуч")

// weAre says whether words[k] ends „аз съм от“, „ние сме на“, „при нас на“, „ние от“ or „родителите ми са на“.
func (r *reader) weAre(k int) bool {
	if w := r.words[k].low; k == 0 || w != "от" && !inWords[w] || r.words[k-1].sort != letters {
		return false
	}
	switch r.words[k-1].low {
	case "съм", "сме", "нас", "ние", "мен":
		return true
	case "е", "са":
		return k > 2 && owners[r.words[k-2].low] && begins(r.words[k-3].low, kin)
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
		if begins(w.low, justBefore) || r.weAre(k) || begins(w.low, dwellings) && owners[r.words[k+1].low] {
			return true
		}
		if !titleFillers[w.low] && !inWords[w.low] {
			return false
		}
	}
	return false
}

// dwellings are somebody's home when the text says whose: „къщата ни на Опълченска 14“.
var dwellings = strings.Fields("къща дома домът апартамент жилищ")

var justBefore = strings.Fields("живе живущ адрес кореспонденция местожител местоживе")

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
