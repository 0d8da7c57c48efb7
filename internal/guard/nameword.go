package guard

import (
	_ "embed"
	"strings"
)

//go:embed data/given.txt
var givenText string

// given holds the given names and how surely each is one.
var given = readGiven(givenText)

// readGiven reads a list of names: a line that begins with a tilde holds names that are also common words or places.
func readGiven(list string) map[string]belief {
	m := map[string]belief{}
	for line := range strings.Lines(list) {
		b := surely
		switch {
		case strings.HasPrefix(line, "#"):
			continue
		case strings.HasPrefix(line, "~"):
			b, line = may, line[1:]
		}
		for _, name := range strings.Fields(line) {
			if was, ok := m[name]; !ok || b < was {
				m[name] = b
			}
		}
	}
	return m
}

// publicWords announce a street, a place or an institution that bears a person's name.
var publicWords = set(`ул улица улицата улици бул булевард булеварда булевардът пл площад площада площадът су соу оу ну пг пмг ег спг пгт пгхв дг цдг одз дя сбу
	училище училището училища гимназия гимназията градина градината ясла яслата детска читалище читалището паметник паметника паметникът бюст бюста
	болница болницата мбал умбал дкц стадион стадиона парк парка паркът кв квартал квартала жк комплекс спирка спирката метростанция
	хижа връх вр язовир яз театър театъра музей музея къща-музей библиотека библиотеката църква църквата храм храма манастир манастира катедрала
	св свети света светата цар княз хан ансамбъл клуб хотел ресторант механа кафе магазин фирма оод еоод зала залата летище
	местност местността с село гр град община общината област м пазар пазара чешма чешмата мост моста фондация награда турнир орден гара
	читалищe университет университета академия колеж колежа института институт катедра фестивал`)

// publicBefore says whether the words at words[i] belong to the name of a street, a place or an institution.
func (r *reader) publicBefore(i int) bool {
	quoted := false
	for k, n := i-1, 0; k >= 0 && n < 8; k, n = k-1, n+1 {
		r.steps++
		if r.words[k+1].newline {
			return false
		}
		w := r.words[k]
		switch w.sort {
		case sign:
			if !strings.Contains(`".'-`, w.low) || w.low == `"` && quoted || w.low == "-" && w.spaces > 0 {
				return false // a name in quotation marks has ended before
			}
			quoted = quoted || w.low == `"`
			continue
		case letters:
			if publicWords[w.low] && (w.hi-w.lo > 1 || r.isSign(k+1, ".")) {
				return quoted || !r.postAt(k) && !(settlements[w.low] && r.skipDot(k+1) < i && r.fullyNamed(i))
			}
			if w.kase == lower && w.low != "и" && w.low != "на" && !titles[w.low] {
				return false
			}
		default:
			return false
		}
	}
	return false
}

// settlements are those of the public words behind which a place's own name stands, and then perhaps somebody from there: „гр. Шумен Иван Петров“.
var settlements = set("гр град с село общ община общината обл област")

// fullyNamed says whether a given name of the list and a family name stand at words[i].
func (r *reader) fullyNamed(i int) bool {
	return i+1 < len(r.words) && r.words[i].sort == letters && r.words[i+1].sort == letters && !r.words[i+1].newline &&
		r.part(r.words[i]).given == surely && r.part(r.words[i+1]).surname == surely
}

// postAt says whether words[k] is where somebody holds a post: „председателят на читалището“, „сестрата в яслата“.
func (r *reader) postAt(k int) bool {
	if r.words[k].kase != lower || k < 2 {
		return false
	}
	switch r.words[k-1].low {
	case "на", "в", "във", "от", "към", "при":
		return r.words[k-2].sort == letters && begins(r.words[k-2].low, posts)
	}
	return false
}

// famous says whether a run names somebody of the past whom streets and schools are named after, or, with the word behind it, a place or a
// feast that somebody gave the name to: „Петрова нива“.
func (r *reader) famous(run []int) bool {
	var words []string
	for _, k := range run {
		words = append(words, r.words[k].low)
	}
	next := run[len(run)-1] + 1
	if len(run) == 1 && next < len(r.words) && r.words[next].kase == lower && namedPlaces[r.words[next].low] {
		return true
	}
	return famousNames[strings.Join(words, " ")] || len(run) > 1 && regnal[words[len(words)-1]] && !(next < len(r.words) && r.words[next].sort == letters && r.startsComponent(next))
}

// regnal words end the names of monarchs.
var regnal = set("първи втори трети четвърти велики ии иии")

// namedPlaces follow the name of somebody in the names of places and feasts.
var namedPlaces = set("ден неделя събота задушница нива ниви градина поляна чешма гора махала скала могила пещера река бара падина кория ливада връх дупка")
