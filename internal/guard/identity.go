package guard

import "time"

// egnDigits is the length of an ЕГН and of an ЛНЧ.
const egnDigits = 10

// egnWeights are the weights of the first nine digits of an ЕГН, lnchWeights those of an ЛНЧ (Наредба № РД-02-20-9 от 2012 г. и
// the practice of the Ministry of the Interior).
var (
	egnWeights  = [9]int{2, 4, 8, 5, 10, 9, 7, 3, 6}
	lnchWeights = [9]int{21, 19, 17, 13, 11, 9, 7, 3, 1}
)

// weighted sums the first nine digits by their weights.
func weighted(d string, weights [9]int) int {
	sum := 0
	for i, w := range weights {
		sum += w * int(d[i]-'0')
	}
	return sum
}

// validEGN says whether ten digits are the ЕГН of somebody who may be alive: the birth date exists and the check digit is right. The month
// tells the century: as it is for 1900-1999, with 40 added for 2000-2099. With 20 added it would be 1800-1899: of such numbers, which are
// mostly running numbers of something else, only those are believed that are called ЕГН.
func validEGN(d string) bool {
	if len(d) != egnDigits || weighted(d, egnWeights)%11%10 != int(d[9]-'0') {
		return false
	}
	number := func(i int) int { return int(d[i]-'0')*10 + int(d[i+1]-'0') }
	year, month, day := 1900+number(0), number(2), number(4)
	switch {
	case month > 40:
		year, month = year+100, month-40
	}
	if month < 1 || month > 12 || day < 1 {
		return false
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() == day
}

// validLNCH says whether ten digits have the check digit of an ЛНЧ.
func validLNCH(d string) bool {
	return len(d) == egnDigits && d != "0000000000" && weighted(d, lnchWeights)%10 == int(d[9]-'0')
}

func (w window) isEGN() bool { return w.seps(" -") && validEGN(w.digits) }

// isLNCH says whether a window is an ЛНЧ by itself. One in ten numbers has its check digit by chance, so the number of a document,
// which says so, is left alone.
func (w window) isLNCH() bool {
	return w.seps(" -") && !w.before.document && validLNCH(w.digits) && len(w.groups) <= 5
}
