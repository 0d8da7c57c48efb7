package guard

import (
	"strings"
	"unicode/utf8"
)

// titles stand before a person's name and before nothing else.
var titles = set(`г-н г-жа г-ца г-жо г-не гн гжа гос господин господине госпожа госпожо госпожица госпожице д-р доктор докторе инж инженер арх архитект
	адв адвокат адвоката проф професор доц доцент юрк юрисконсулт нотариус подписаният подписаната долуподписаният долуподписаната
	долуподписан долуподписана отец`)

// latinTitles are those of people who write in English, as they are spelled here. In Cyrillic they are other words.
var latinTitles = set("мр мрс мс мисс др")

// introductions, in English and in Turkish, are followed by the name of who writes.
var introductions = set("regards sincerely adım adim ismim")

// posts, by how they begin, often stand before a name.
var posts = strings.Fields(`сем касиер кмет зам-кмет заместник служител инспектор начални директор секретар касиер колег съсед комши учител лекар сестра
	медсестра брат майка баща мама тате татко син дъщеря съпруг мъж жена леля чичо вуйчо вуйна стрина баба дядо бай бате батко кака приятел собствени
	наемател управител председател експерт специалист шофьор полица пазач портиер охран чистачк деловод чиновни съветни гражданин гражданка
	жител учени внук внучк зет снаха свекърва свекър тъща тъст семейство фамилия наследни пълномощни момиче момче младеж жалбопод заявител
	роднин братовчед домоуправител касиерк юрист счетоводител отговорни ръководител главен младши старши ревизор данъчн техник ищец свидетел
	общинар пострадал починал покойн болн детето детенце бебето дете дъщери синът синове подпис`)

// titleBefore says how surely the words before words[i] announce a name.
func (r *reader) titleBefore(i int) belief {
	if i > 1 && r.words[i-1].low == "и" && r.words[i-2].sort == token && r.words[i-2].kind == Name {
		return may // „Иванова и Стоянска“
	}
	best := no
	seen := 0
	for k := i - 1; k >= 0 && seen < 3; k-- {
		r.steps++
		w := r.words[k]
		if w.sort == sign {
			if !strings.Contains(`.:-,"`, w.low) || w.low == "." && (r.words[k+1].newline || r.endsSentence(k)) {
				break
			}
			continue
		}
		if w.sort != letters {
			break
		}
		seen++
		if seen == 1 && (titles[w.low] || w.latin && latinTitles[w.low]) {
			return surely
		}
		if seen == 1 && r.labels(k, i) {
			return surely
		}
		if r.introduces(k) && seen <= 2 || w.latin && seen == 1 && (introductions[r.raw(w)] || r.iAm(k)) {
			return surely
		}
		for _, p := range posts {
			if strings.HasPrefix(w.low, p) {
				best = may
			}
		}
		if best > no || !titleFillers[w.low] {
			break
		}
	}
	return best
}

// titleFillers may stand between a post and the name.
var titleFillers = set("ми му ѝ й ни им ви се е на общината града района отдела гише с от име")

// labelWords, by how they begin, stand before a colon and the name of whoever a letter or a form is about.
var labelWords = strings.Fields(`фамили презиме заявител жалбоподател титуляр собственик получател длъжник лице контакт пълномощни наследодател наследни
	родител свидетел изготвил съставил вносител молител абонат`)

// labels says whether words[k] and a colon announce the name at words[i], which needs two parts: one alone may be anything. Of whom only the
// family or the father's name is asked, one is all.
func (r *reader) labels(k, i int) bool {
	w := r.words[k]
	if k+2 != i || !r.isSign(k+1, ":") || !begins(w.low, labelWords) {
		return false
	}
	if begins(w.low, labelWords[:2]) {
		return true
	}
	for _, n := range []int{i, i + 1} {
		if n >= len(r.words) || r.words[n].sort != letters || r.words[n].kase == lower || stopWords[r.words[n].low] || publicWords[r.words[n].low] {
			return false
		}
	}
	return !r.words[i+1].newline
}

// endsSentence says whether the dot at words[k] stands behind a whole word, and not behind a title that is shortened or a signature.
func (r *reader) endsSentence(k int) bool {
	if k == 0 || r.words[k-1].sort != letters || titles[r.words[k-1].low] {
		return false
	}
	switch low := r.words[k-1].low; low {
	case "уважение", "поздрави", "подпис":
		return false
	default:
		return utf8.RuneCountInString(low) > 4
	}
}

// introduces says whether words[k] ends an introduction: „казвам се“, „името ми е“, „на име“, „с уважение“.
func (r *reader) introduces(k int) bool {
	back := func(n int) string {
		if k-n < 0 || r.words[k-n].sort != letters {
			return ""
		}
		return r.words[k-n].low
	}
	switch back(0) {
	case "ис":
		return back(1) == "наме" // "my name is"
	case "се":
		return strings.HasPrefix(back(1), "казва") || strings.HasPrefix(back(1), "нарича") || back(1) == "подпис"
	case "казвам", "казва", "имена", "имената", "именувам", "именува":
		return true
	case "е", "са":
		return (back(1) == "ми" || back(1) == "ѝ" || back(1) == "му" || back(1) == "й") && strings.HasPrefix(back(2), "име")
	case "име":
		return back(1) == "на" || back(1) == "с" || back(1) == ""
	case "уважение":
		return back(1) == "с" || back(1) == "със"
	case "името", "имe":
		return false
	case "на":
		return back(1) == "името"
	case "поздрави", "подател":
		return true
	}
	return false
}

// iAm says whether words[k] ends „I am“ and what follows is capitalised twice, as a name is and „I am Bulgarian“ is not.
func (r *reader) iAm(k int) bool {
	return k > 0 && r.raw(r.words[k]) == "am" && r.words[k-1].latin && r.raw(r.words[k-1]) == "i" &&
		k+2 < len(r.words) && r.words[k+1].kase == capital && r.words[k+2].kase == capital
}

// besideOwnNumber says whether words[i] lead to an ЕГН or ЛНЧ with nothing but its name and signs before it.
func (r *reader) besideOwnNumber(i int) bool {
	for n := 0; n < 5 && i < len(r.words) && !r.words[i].newline; n, i = n+1, i+1 {
		r.steps++
		switch w := r.words[i]; w.sort {
		case token:
			return w.kind == EGN || w.kind == LNCH
		case sign:
			if !strings.Contains(`,:-("#`, w.low) {
				return false
			}
		case letters:
			if w.low != "егн" && w.low != "лнч" && w.low != "с" && w.low != "със" {
				return false
			}
		default:
			return false
		}
	}
	return false
}
