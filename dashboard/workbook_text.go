package dashboard

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

// Limits of a spreadsheet file.
const (
	longestCell      = 32767 // UTF-16 units of a cell's text
	longestSheetName = 31
	longestHeader    = 255
)

// sheetText makes a text safe for a cell without changing what a reader sees: control characters, which no spreadsheet shows and
// some refuse, become spaces, and a text longer than a cell can hold ends with a mark that says so. A text that begins like
// a formula needs nothing more here: text cells are written as text and formatted as text, so that they stay it when edited.
func sheetText(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsControl(r), r == '\uFFFE', r == '\uFFFF':
			return ' '
		default:
			return r
		}
	}, s)
	return shorten(s, longestCell)
}

// shorten cuts a text to a number of UTF-16 units and says so with an ellipsis.
func shorten(s string, most int) string {
	units := 0
	cut := 0 // where the text would end, were it too long
	for i, r := range s {
		if units <= most-1 {
			cut = i
		}
		units += utf16.RuneLen(r)
	}
	if units <= most {
		return s
	}
	return s[:cut] + "…"
}

// sheetName makes a name that every spreadsheet takes, different from those already taken.
func sheetName(wish string, taken map[string]bool) string {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, wish)
	clean = strings.Trim(strings.Join(strings.Fields(clean), " "), "'")
	if clean == "" {
		clean = "1"
	}
	name := shorten(clean, longestSheetName)
	for n := 2; taken[strings.ToLower(name)]; n++ {
		suffix := " " + strconv.Itoa(n)
		name = shorten(clean, longestSheetName-len(suffix)) + suffix
	}
	taken[strings.ToLower(name)] = true
	return name
}

// headerText escapes a text for a page's head or foot, where an ampersand begins a command.
func headerText(s string) string {
	return strings.ReplaceAll(shorten(sheetText(s), longestHeader/4), "&", "&&")
}
