package guard

import "strings"

// names finds people's names.
func (r *reader) names(t *taken) {
	for i := 0; i < len(r.words); {
		r.steps++
		n, person := r.nameAt(i)
		if person {
			t.add(Name, r.words[i].lo, r.words[i+n-1].hi)
		}
		i += max(n, 1)
	}
}

// nameAt gives the number of words of the name that begins at words[i], 0 for none, and whether it is that of a person who is meant: not
// of a street, an institution or somebody they are named after.
func (r *reader) nameAt(i int) (n int, person bool) {
	w := r.words[i]
	if w.sort != letters || stopWords[w.low] && !r.isInitial(i) {
		return 0, false
	}
	title := r.titleBefore(i)
	var run []int
	if w.kase == lower {
		for k := range r.lowerName(i, title) {
			run = append(run, i+k)
		}
	} else if run = r.run(i); len(run) > 0 {
		run = run[:r.judge(i, run, title)]
	}
	if len(run) == 0 {
		return 0, false
	}
	n = run[len(run)-1] + 1 - i
	return n, !r.publicBefore(i) && (title == surely || !r.famous(run))
}

// isInitial says whether words[i] is one or two letters of a name with a dot behind them.
func (r *reader) isInitial(i int) bool {
	w := r.words[i]
	return w.kase == initial && r.isSign(i+1, ".") && r.words[i+1].spaces == 0
}

// runMax is the greatest number of parts of a name.
const runMax = 5

// run collects the words that may be parts of one name beginning at words[i]: capitalised, beside each other, initials with their dots,
// double surnames with their hyphens.
func (r *reader) run(i int) []int {
	var run []int
	for len(run) < runMax && i < len(r.words) {
		r.steps++
		w := r.words[i]
		if w.sort != letters || w.kase == lower || stopWords[w.low] && !r.isInitial(i) || (len(run) > 0 && (w.newline || w.spaces > 2)) {
			break
		}
		run = append(run, i)
		short := w.hi-w.lo <= 2
		switch {
		case short && r.isSign(i+1, ".") && r.words[i+1].spaces == 0:
			i += 2
		case i+2 < len(r.words) && r.isSign(i+1, "-") && !r.words[i+1].newline && r.part(w).surname > no && r.words[i+2].sort == letters && r.part(r.words[i+2]).surname > no:
			i += 2
		default:
			i++
		}
	}
	return run
}

// judge gives how many words of a run are a name.
func (r *reader) judge(i int, run []int, title belief) int {
	parts := make([]part, len(run))
	for k, at := range run {
		parts[k] = r.part(r.words[at])
	}
	first := r.words[run[0]]
	abbreviated := (first.kase == initial || first.hi-first.lo == 2) && r.isSign(run[0]+1, ".")
	switch p := parts[0]; {
	case abbreviated:
		n := 1
		for n < len(run) && r.words[run[n]].hi-r.words[run[n]].lo <= 2 && r.isSign(run[n]+1, ".") {
			n++
		}
		if n < len(run) && (parts[n].surname == surely || parts[n].surname == may && (title > no || n > 1) || parts[n].given > no && title > no || title == surely && first.hi-first.lo == 1 && r.words[run[n]].kase != initial) {
			return r.extend(run, parts, n+1, title)
		}
		return 0
	case first.kase == initial:
		return 0
	case p.given > no && len(run) > 1 && (parts[1].surname == surely || parts[1].surname == may && (p.given == surely || title > no)),
		p.given > no && len(run) > 1 && parts[1].given > no && (p.given == surely || parts[1].given == surely):
		return r.extend(run, parts, 2, title)
	case p.given > no && len(run) > 2 && r.words[run[1]].hi-r.words[run[1]].lo <= 2 && parts[2].surname > no:
		return r.extend(run, parts, 3, title)
	case len(run) > 2 && parts[1].surname == surely && parts[2].surname > no && first.hi-first.lo > 2:
		return r.extend(run, parts, 3, title)
	case len(run) > 1 && p.surname == surely && parts[1].given == surely:
		return r.extend(run, parts, 2, title) // „Дебеланов Петър“
	case len(run) > 1 && parts[1].surname == surely && r.mayBeGiven(i):
		return r.extend(run, parts, 2, title)
	case len(run) > 1 && parts[1].surname > no && title > no && r.mayBeGiven(i):
		return r.extend(run, parts, 2, title)
	case p == part{} && len(run) > 1 && parts[len(run)-1].surname > no && r.mayBeGiven(i) && r.signs(run):
		return len(run)
	case len(run) > 1 && len(run) < 4 && r.words[run[1]].kase == capital && r.mayBeGiven(i) && (r.besideOwnNumber(run[len(run)-1]+1) || r.behindOwnNumber(i)):
		return len(run) // a name like no other, beside what only a person has
	case title == surely && first.hi-first.lo > 2 && !(begins(first.low, posts) && p == part{}): // but „г-н Председател“
		return r.extend(run, parts, 1, title)
	case title == may && (p.given > no || p.surname == surely || p.surname == may && r.words[run[0]].kase == capital):
		return r.extend(run, parts, 1, title)
	case p.given == surely && first.hi-first.lo > 2:
		return r.extend(run, parts, 1, title)
	case p.surname == surely && (first.kase == capital && !r.opens(i) || stemGiven(first.low)):
		return r.extend(run, parts, 1, title)
	}
	return 0
}

// mayBeGiven says whether an unknown word before a family name can be a given name: it is capitalised for no other reason than being a
// name, or it opens the sentence and is neither a post nor a noun with an article.
func (r *reader) mayBeGiven(i int) bool {
	w := r.words[i]
	if w.kase != capital || w.hi-w.lo < 3 || begins(w.low, posts) || titles[w.low] || publicWords[w.low] {
		return false
	}
	if !r.opens(i) {
		return true
	}
	for _, article := range []string{"ът", "ят", "та", "то", "те"} {
		if strings.HasSuffix(w.low, article) {
			return false
		}
	}
	return true
}

// extend takes the words that follow a name into it: one that is no part of a name by list or ending, or two when it was announced.
func (r *reader) extend(run []int, parts []part, n int, title belief) int {
	unknown, most, shortest := 0, 1, 4
	if title == surely {
		most, shortest = 2, 2 // „казвам се Нгуен Тхи Лан“
	}
	for n < len(run) {
		w := r.words[run[n]]
		switch {
		case parts[n].given > no || parts[n].surname > no:
		case w.kase == capital && unknown < most && w.hi-w.lo >= shortest:
			unknown++
		case w.kase == initial && n+1 < len(run) && parts[n+1].surname > no:
		default:
			return n
		}
		n++
	}
	return n
}

// lowerName gives the number of words of a name without capitals.
func (r *reader) lowerName(i int, title belief) int {
	p := r.part(r.words[i])
	follows := func(k int) (part, bool) {
		if i+k >= len(r.words) {
			return part{}, false
		}
		w := r.words[i+k]
		if w.sort != letters || w.newline || w.spaces > 2 || stopWords[w.low] {
			return part{}, false
		}
		return r.part(w), true
	}
	second, ok := follows(1)
	third, ok3 := follows(2)
	switch {
	case ok && ok3 && p.given > no && second.surname == surely && third.surname > no && (p.given == surely || title > no || third.surname == surely):
		return 3
	case ok && (p.given == surely || title > no && p.given > no) && second.surname == surely:
		return 2
	case title == surely && (p.given > no || p == part{} && r.introduces(i-1)) && ok && second.surname > no:
		return 2
	case title > no && p.given == surely, title == surely && (p.given > no || p.surname == surely):
		return 1
	case commonFamilies[strings.TrimSuffix(r.words[i].low, "а")] && !r.words[i].latin:
		return 1
	}
	return 0
}

// commonFamilies are the family names that are so common, and so unlike any other word, that they are believed alone and without a capital.
var commonFamilies = set(`иванов петров георгиев димитров николов тодоров христов стоянов василев атанасов ангелов илиев йорданов маринов стефанов михайлов
	павлов петков костадинов александров янков младенов кирилов константинов николаев антонов дончев стоянов станев стойчев`)

// opens says whether words[i] begins a sentence, where a capital proves nothing.
func (r *reader) opens(i int) bool {
	for i--; i >= 0; i-- {
		if r.words[i+1].newline {
			return true
		}
		if r.words[i].sort != sign {
			return false
		}
		switch r.words[i].low {
		case ".", "!", "?", ";":
			return true
		case ",", "-", ")":
			return false
		}
	}
	return true
}
