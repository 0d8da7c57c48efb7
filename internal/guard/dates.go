package guard

// settle marks the groups of a chain that are a date, a span of hours or a case's number of ours, so that they are part of no other
// number.
func settle(r *reader, chain []group) {
	for i := range chain {
		r.steps++
		switch {
		case i+2 < len(chain) && r.isDate(chain[i:i+3]) && (i+3 == len(chain) || chain[i+3].sep == ' ' || chain[i+3].gap > 0 || chain[i+3].sep == '-'),
			i+2 < len(chain) && r.isCaseNumber(chain[i:i+3]):
			off(chain[i : i+3])
		case i+3 < len(chain) && r.isHours(chain[i:i+4]):
			off(chain[i : i+4])
		}
	}
}

func off(groups []group) {
	for i := range groups {
		groups[i].off = true
	}
}

// isDate says whether three groups are a day, month and year, or a year, month and day.
func (r *reader) isDate(g []group) bool {
	if g[1].sep != g[2].sep || (g[1].sep != '.' && g[1].sep != '-' && g[1].sep != '/') {
		return false
	}
	a, b, c := r.words[g[0].at].low, r.words[g[1].at].low, r.words[g[2].at].low
	if len(a) == 4 && len(c) <= 2 {
		a, c = c, a
	}
	if len(a) > 2 || len(b) > 2 || !between(a, 1, 31) || !between(b, 1, 12) {
		return false
	}
	if g[1].sep == '.' && len(c) == 4 && (c[0] == '1' || c[0] == '2') { // also a mistyped year: nobody parts a telephone so
		return true
	}
	return len(c) == 4 && (c[:2] == "19" || c[:2] == "20") || len(c) == 2 && g[1].sep != '-'
}

// isHours says whether four groups are a span of hours or of days without a year, as „8.30-17.30“ and „01.02-05.03“.
func (r *reader) isHours(g []group) bool {
	if g[1].sep != '.' || g[2].sep != dash || g[3].sep != '.' {
		return false
	}
	for i := range 4 {
		if low := r.words[g[i].at].low; len(low) > 2 || !between(low, 0, 59) {
			return false
		}
	}
	return true
}

// isCaseNumber says whether three groups are a case's number as Harta writes it, 4821-7735-6.
func (r *reader) isCaseNumber(g []group) bool {
	return g[1].sep == dash && g[2].sep == dash && g[1].gap == 0 && g[2].gap == 0 &&
		len(r.words[g[0].at].low) == 4 && len(r.words[g[1].at].low) == 4 && len(r.words[g[2].at].low) == 1
}

// between reads one or two digits as a number and says whether it lies from lo to hi.
func between(d string, lo, hi int) bool {
	n := 0
	for i := range len(d) {
		n = n*10 + int(d[i]-'0')
	}
	return n >= lo && n <= hi
}
