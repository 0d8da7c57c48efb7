package guard

import "strings"

// accountMin is the least of letters and digits in an account (IBAN), that of Norway.
const accountMin = 15

// ordinary says whether a number is so plain that tells can only say no: Latin letters, digits and the signs between them, without a word
// that names what follows or stands for @, and without the country before an account. Programs give most numbers so, each of another shape,
// and to read each as a text takes longer than all else that is done with its record. Of what it is not sure it says no.
func ordinary(number string) bool {
	signs := 0
	for i := range len(number) {
		switch c := number[i]; {
		case isLatin(c), '0' <= c && c <= '9':
		case strings.IndexByte(" -./_:#", c) >= 0:
			signs++
		default:
			return false
		}
	}
	long := len(number)-signs >= accountMin
	for i := 0; i < len(number); {
		if !isLatin(number[i]) {
			i++
			continue
		}
		end := i + 1
		for end < len(number) && isLatin(number[end]) {
			end++
		}
		if run := number[i:end]; len(run) <= 2 && (strings.EqualFold(run, "at") || long && country(number[i:])) || says(run) {
			return false
		}
		i = end
	}
	return true
}

func isLatin(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// country says whether a text begins with the letters of a country that has accounts, whatever signs stand between them.
func country(text string) bool {
	var code [2]byte
	n := 0
	for i := 0; i < len(text) && n < 2; i++ {
		if isLatin(text[i]) {
			code[n] = text[i] &^ 0x20
			n++
		} else if '0' <= text[i] && text[i] <= '9' {
			return false
		}
	}
	return n == 2 && ibanLengths[string(code[:])] > 0
}

// said lists, by their first letter, how the words of numberWords, idDocWords and atWords are typed in Latin letters, as spell reads them; those that
// cannot be, such as „звън“, are missing. A word that only one of them begins, or that has one inside, is read as well: it is rare.
var said = [...][]string{
	'd' - 'a': {"djiesem", "dzhiesem"}, 'e' - 'a': {"egn", "epn"}, 'f' - 'a': {"faks", "fon"}, 'g' - 'a': {"gsm"},
	'h' - 'a': {"hatsap", "hatzap", "hacap"}, 'i' - 'a': {"iban"}, 'k' - 'a': {"klyomb", "klomb"}, 'l' - 'a': {"lichn", "lichen", "lnc", "lns"},
	'm' - 'a': {"maymun", "mob"}, 'o' - 'a': {"obad"}, 'p' - 'a': {"phaks", "phon", "pasport", "passport"}, 's' - 'a': {"smetka", "samolichnost", "shofyorsk", "shophyorsk"},
	't' - 'a': {"tel"}, 'v' - 'a': {"viber"}, 'w' - 'a': {"wiber"}, 'x' - 'a': {"xatsap", "xatzap", "xacap"}, 'z' - 'a': nil,
}

// says whether one of those words is in a run of Latin letters.
func says(run string) bool {
	for i := range len(run) {
		for _, word := range said[run[i]|0x20-'a'] {
			k := 1
			for k < len(word) && i+k < len(run) && run[i+k]|0x20 == word[k] {
				k++
			}
			if k == len(word) {
				return true
			}
		}
	}
	return false
}
