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
		if seen == 1 && (r.labels(k, i) || r.iAm(k, i)) {
			return surely
		}
		if r.introduces(k) && seen <= 2 || w.latin && seen == 1 && introductions[r.raw(w)] {
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

// iAm says whether words[k] ends „I am“, „аз съм“, „пише ви“ or „аз,“ and what follows at words[i] is capitalised twice, as a name is and
// „I am Bulgarian“ is not.
func (r *reader) iAm(k, i int) bool {
	switch {
	case r.words[k].low == "аз" && k+2 == i && r.isSign(k+1, ","):
	case k == 0 || k+1 != i || r.words[k-1].sort != letters:
		return false
	case r.raw(r.words[k]) == "am" && r.words[k-1].latin && r.raw(r.words[k-1]) == "i", r.words[k].low == "съм" && r.words[k-1].low == "аз":
	case r.words[k].low == "ви" && strings.HasPrefix(r.words[k-1].low, "пиш"):
	default:
		return false
	}
	for _, n := range []int{i, i + 1} {
		if n >= len(r.words) || r.words[n].sort != letters || r.words[n].kase != capital {
			return false
		}
		if low := r.words[n].low; stopWords[low] || publicWords[low] || adjectives[low] {
			return false
		}
	}
	return !r.words[i+1].newline
}

// greets says whether words[k] ends a greeting, behind which people say who they are or whom they mean.
func (r *reader) greets(k int) bool {
	switch r.words[k].low {
	case "здравейте", "здравей", "поздрави":
		return true
	case "ден", "вечер", "утро":
		return k > 0 && (strings.HasPrefix(r.words[k-1].low, "добър") || strings.HasPrefix(r.words[k-1].low, "добр"))
	}
	return false
}

// signs says whether a run of two or three words stands where people put their names: behind a greeting, as a line for itself behind others, or
// before „съм“ and „се казва“. Places stand there too, so the first word must be none that belongs to theirs: „Долна Слатина“.
func (r *reader) signs(run []int) bool {
	first, next := run[0], run[len(run)-1]+1
	if len(run) < 2 || len(run) > 3 || placeAdjectives[r.words[first].low] || begins(r.words[first].low, labelWords) {
		return false
	}
	if first > 1 && r.isSign(first-1, ",!") && r.words[first-2].sort == letters && r.greets(first-2) {
		return true
	}
	if next == len(r.words) || r.words[next].newline || r.words[next].sort == sign && r.reaches(next+1) {
		return first > 0 && r.words[first].newline
	}
	return r.words[next].low == "съм" || r.words[next].low == "се" && next+1 < len(r.words) && begins(r.words[next+1].low, callsItself)
}

// reaches says whether words[i] begin how somebody is reached: a number or a mailbox, or the word for it.
func (r *reader) reaches(i int) bool {
	return i < len(r.words) && (r.words[i].sort == token || r.words[i].sort == letters && begins(r.words[i].low, reachedBy))
}

// reachedBy, by how they begin, stand behind the name in a signature.
var reachedBy = strings.Fields("тел гсм моб имейл мейл поща адрес егн")

// placeAdjectives stand before a noun in the names of places.
var placeAdjectives = set("горна горно горни долна долно долни голяма голямо големи малка малко малки бяла бяло бели черна черно черни червена червено зелена зелено синя средна средно добра")

// callsItself, by how they begin, follow „се“ behind a name.
var callsItself = strings.Fields("казва подписва")

// behindOwnNumber says whether nothing but signs stands between words[i] and an ЕГН or ЛНЧ before it.
func (r *reader) behindOwnNumber(i int) bool {
	for n := 0; n < 2; n++ {
		if i--; i < 0 || r.words[i+1].newline {
			return false
		}
		if w := r.words[i]; w.sort == token {
			return w.kind == EGN || w.kind == LNCH
		}
		if !r.isSign(i, ",:;-(") {
			return false
		}
	}
	return false
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
