package guard

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
