package register

import (
	"crypto/rand"
	"encoding/binary"
	"strings"
	"unicode"

	"harta/internal/fault"
)

// A case's number is eight random digits and a check digit, shown as 4821-7735-6. It tells nothing about how many cases there
// are or when one came, and a slip of the finger is noticed at once.

// damm is the quasigroup of order 10 from H. M. Damm, "Total anti-symmetrische Quasigruppen" (Marburg 2004): a check digit made
// with it betrays every single wrong digit and every swap of neighbours.
var damm = [10][10]byte{
	{0, 3, 1, 7, 5, 9, 8, 6, 4, 2},
	{7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
	{4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
	{1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
	{6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
	{3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
	{5, 8, 6, 9, 7, 2, 0, 1, 3, 4},
	{8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
	{9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
	{2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
}

// numberDigits counts a number's digits, the check digit included.
const numberDigits = 9

// checkDigit gives the Damm check digit of a row of digits. A row that ends with its own check digit gives '0'.
func checkDigit(digits string) byte {
	var interim byte
	for i := range len(digits) {
		interim = damm[interim][digits[i]-'0']
	}
	return '0' + interim
}

// drawNumber makes a random number. The first digit is never 0, because spreadsheets eat it.
func drawNumber() string {
	const span = 90_000_000
	const fair = (1<<32 - 1) / span * span // beyond this, small remainders would be likelier
	for {
		var b [4]byte
		_, _ = rand.Read(b[:]) // never fails, see crypto/rand
		n := binary.BigEndian.Uint32(b[:])
		if n >= fair {
			continue
		}
		n = 10_000_000 + n%span
		var digits [8]byte
		for i := len(digits) - 1; i >= 0; i-- {
			digits[i] = '0' + byte(n%10)
			n /= 10
		}
		return grouped(string(digits[:]) + string(checkDigit(string(digits[:]))))
	}
}

// grouped shows nine digits as 4821-7735-6.
func grouped(digits string) string { return digits[:4] + "-" + digits[4:8] + "-" + digits[8:] }

// CheckNumber reads a case's number as people write it, with any spaces and dashes or none, and gives it as 4821-7735-6. What
// cannot be a number is a fault.Invalid "case_number_form" of the field "number", one whose check digit is wrong
// "case_number_check".
func CheckNumber(s string) (string, error) {
	var digits strings.Builder
	for _, c := range s {
		switch {
		case c >= '0' && c <= '9':
			digits.WriteRune(c)
		case unicode.IsSpace(c), unicode.Is(unicode.Pd, c), c == '−': // the minus sign is no dash to Unicode
		default:
			return "", fault.Invalid("number", "case_number_form", nil)
		}
	}
	if digits.Len() != numberDigits || digits.String()[0] == '0' {
		return "", fault.Invalid("number", "case_number_form", nil)
	}
	if checkDigit(digits.String()) != '0' {
		return "", fault.Invalid("number", "case_number_check", nil)
	}
	return grouped(digits.String()), nil
}
