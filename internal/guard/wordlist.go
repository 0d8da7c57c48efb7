package guard

import (
	_ "embed"
	"strings"
)

//go:embed data/famous.txt
var famousText string

//go:embed data/common.txt
var commonText string

var (
	// famousNames are people of the past after whom streets, schools and feasts are named, a line each.
	famousNames = lines(famousText, "")
	// stopWords begin sentences and institutions with a capital and are part of no name; adjectives end like family names.
	stopWords  = lines(commonText, "stop:")
	adjectives = lines(commonText, "adj:")
)

// lines reads a list: every line of the section is an entry, in a section of words every word. Lines that begin with # are comments.
func lines(list, section string) map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(list) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if section == "" {
			m[line] = true
			continue
		}
		if rest, ok := strings.CutPrefix(line, section); ok {
			for _, w := range strings.Fields(rest) {
				m[w] = true
			}
		}
	}
	return m
}
