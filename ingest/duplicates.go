package ingest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"slices"
)

// sighting is a valid row seen in the first reading of a file. It takes 32 bytes, so that a file of a million rows needs 32 MB.
type sighting struct {
	number  [16]byte // half of the SHA-256 of the record's number: collisions need not be feared
	version int64
	line    int64
}

// sightings find the rows of a file that a later version in the same file supersedes.
type sightings []sighting

func (s *sightings) see(v *version) {
	sum := sha256.Sum256([]byte(v.Number))
	*s = append(*s, sighting{number: [16]byte(sum[:16]), version: v.sourceVersion, line: v.line})
}

// superseded maps the line of each superseded row to the line of the row that wins: the greatest version, and of equal ones
// the last line.
func (s sightings) superseded() map[int64]int64 {
	slices.SortFunc(s, func(a, b sighting) int {
		return cmp.Or(bytes.Compare(a.number[:], b.number[:]), cmp.Compare(a.version, b.version), cmp.Compare(a.line, b.line))
	})
	lost := map[int64]int64{}
	winner := len(s) - 1
	for i := len(s) - 2; i >= 0; i-- {
		if s[i].number == s[winner].number {
			lost[s[i].line] = s[winner].line
		} else {
			winner = i
		}
	}
	return lost
}
