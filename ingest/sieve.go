package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"harta/internal/guard"
)

// sieve finds personal data in the names and numbers of records, which go to ClickHouse as they are, and names into the catalogue; what it
// finds is refused as "personal_data_in_name", and nobody is told the value. The guard reads a text for as long as all the rest of a row
// takes, so it reads each spelling of a name once, and of numbers one of each shape.
type sieve struct{ names, shapes map[string]bool }

// sieveMost bounds what is remembered. Then it begins anew: what comes in every row is soon known again.
const sieveMost = 4096

// field says whether a field's value may not be taken.
func (s *sieve) field(f Field, value string) bool {
	switch f {
	case FieldNumber, FieldServiceNumber, FieldIncoming:
		return s.number(value)
	}
	return s.name(value)
}

// name says whether a name holds personal data.
func (s *sieve) name(name string) bool {
	if name == "" {
		return false
	}
	if known, ok := s.names[name]; ok {
		return known
	}
	return remember(&s.names, name, guard.InName(clipTo(name, maxTitle)))
}

// number says whether a number unmistakably is personal data: see guard.InNumber. What is not an account is so by the words and signs in
// it, whatever the digits are; that an institution's free telephone is refused as well does no harm, for it is no number of a record.
func (s *sieve) number(number string) bool {
	var room [2 * maxNumber]byte
	number = clipTo(number, maxNumber)
	shape, lettered, account := shapeOf(room[:0], number)
	if !lettered {
		return false
	}
	if account {
		return guard.InNumber(number)
	}
	if known, ok := s.shapes[string(shape)]; ok {
		return known
	}
	return remember(&s.shapes, string(shape), guard.InNumber(string(shape)))
}

func remember(known *map[string]bool, text string, personal bool) bool {
	if *known == nil {
		*known = map[string]bool{}
	}
	if len(*known) >= sieveMost {
		clear(*known)
	}
	if len(text) <= spellingLongest {
		(*known)[strings.Clone(text)] = personal
	}
	return personal
}

// accountDigits is the least of digits in an account (IBAN).
const accountDigits = 12

// shapeOf appends a number with all its digits alike. lettered says that anything is in it but digits and the signs between them; a chain of
// hexadecimal digits is all digits, for programs number so. account says that it begins as an account does and is as long.
func shapeOf(b []byte, number string) (shape []byte, lettered, account bool) {
	letters, digits, run := 0, 0, 0
	for _, c := range number {
		switch {
		case '0' <= c && c <= '9':
			account = account || run == 2 && letters == 2
			digits, run, c = digits+1, 0, '0'
		case unicode.IsLetter(c):
			letters, run = letters+1, run+1
			lettered = lettered || c|0x20 < 'a' || c|0x20 > 'f'
		case c != ' ':
			run, lettered = 0, lettered || c == '+' || c == '@' || c >= utf8.RuneSelf
		}
		b = utf8.AppendRune(b, c)
	}
	account = account && digits >= accountDigits
	return b, lettered || account, account
}
