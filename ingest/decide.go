package ingest

import (
	"crypto/sha256"
	"time"

	"github.com/google/uuid"
)

// The verdicts on a row that arrived.
const (
	verdictNew       = "new"       // the number was not known
	verdictReplaced  = "replaced"  // a later version of what was known
	verdictUnchanged = "unchanged" // exactly what is known
	verdictOlder     = "older"     // an earlier version than what is known
)

// held is what ClickHouse holds now about a record.
type held struct {
	sourceVersion int64
	content       [sha256.Size]byte
	importID      uuid.UUID
	day           time.Time
}

// decide says what becomes of an arriving version: the greater source version wins. Of two equal ones with different content
// the later arrival wins; in one file that is the later line. The rule looks at versions and not at arrival, so that files
// imported in any order leave the same state.
func decide(v *version, cur *held, hasVersion bool) string {
	switch {
	case v.supersededBy > 0:
		return verdictOlder
	case cur == nil:
		return verdictNew
	case v.content == cur.content && (v.sourceVersion == cur.sourceVersion || !hasVersion):
		return verdictUnchanged
	case v.sourceVersion < cur.sourceVersion:
		return verdictOlder
	}
	return verdictReplaced
}

// sameMonth says whether two days lie in one partition of the records.
func sameMonth(a, b time.Time) bool { return a.Year() == b.Year() && a.Month() == b.Month() }
