package store

import (
	"fmt"
	"strconv"
	"strings"
)

// Version is the year and release of a ClickHouse server, such as 26.7.
type Version struct{ Year, Release int }

// ParseVersion reads what a server says of itself, such as "26.7.2.1".
func ParseVersion(text string) (Version, error) {
	year, rest, _ := strings.Cut(text, ".")
	release, _, _ := strings.Cut(rest, ".")
	y, errYear := strconv.Atoi(year)
	r, errRelease := strconv.Atoi(release)
	if errYear != nil || errRelease != nil || y < 0 || r < 0 {
		return Version{}, fmt.Errorf("%q is no version of ClickHouse", text)
	}
	return Version{Year: y, Release: r}, nil
}

// Less says whether v is older than w.
func (v Version) Less(w Version) bool {
	return v.Year < w.Year || v.Year == w.Year && v.Release < w.Release
}

// String gives the version as "26.7".
func (v Version) String() string { return fmt.Sprintf("%d.%d", v.Year, v.Release) }
