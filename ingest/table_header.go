package ingest

import (
	"fmt"
	"slices"
	"strings"
)

// headerNames completes the names of a header with what stands in the row above it. In a workbook, of cells merged over two rows
// only the upper one has the name. And where a name stands twice, that of its group is put in front, if the groups differ: Date under
// Receipt and Date under Answer are "Receipt: Date" and "Answer: Date".
func headerNames(shape Shape, fields, above []string) []string {
	names := slices.Clone(fields)
	if len(fields) < 2 {
		return names
	}
	if shape.Format == formatXLSX {
		for i, name := range above {
			switch {
			case i >= len(names):
				names = append(names, name)
			case names[i] == "":
				names[i] = name
			}
		}
	}
	groups := groupsOf(above, len(names))
	for _, places := range twins(names) {
		if !differ(groups, places) {
			continue
		}
		for _, i := range places {
			if groups[i] != "" && fold(groups[i]) != fold(names[i]) {
				names[i] = groups[i] + ": " + strings.TrimSpace(names[i])
			}
		}
	}
	return names
}

// groupsOf gives the group of each of n columns: the name above it, or above the nearest column on its left that has one, as a merged
// cell has its text in its first column.
func groupsOf(above []string, n int) []string {
	groups := make([]string, n)
	group := ""
	for i := range groups {
		if i < len(above) && strings.TrimSpace(above[i]) != "" {
			group = strings.TrimSpace(above[i])
		}
		groups[i] = group
	}
	return groups
}

// differ says whether columns belong to different groups.
func differ(groups []string, places []int) bool {
	for _, i := range places[1:] {
		if groups[i] != groups[places[0]] {
			return true
		}
	}
	return false
}

// twins gives the places of each name that stands more than once.
func twins(names []string) [][]int {
	places := map[string][]int{}
	for i, name := range names {
		if f := fold(name); f != "" {
			places[f] = append(places[f], i)
		}
	}
	var list [][]int
	for i, name := range names {
		if same := places[fold(name)]; len(same) > 1 && same[0] == i {
			list = append(list, same)
		}
	}
	return list
}

// distinct numbers names that stand more than once, so that each can be chosen: "Date (1)", "Date (2)".
func distinct(names []string) []string {
	out := slices.Clone(names)
	taken := map[string]bool{}
	for _, name := range names {
		taken[fold(name)] = true
	}
	for _, places := range twins(names) {
		n := 0
		for _, i := range places {
			for n++; taken[fold(numbered(names[i], n))]; n++ {
			}
			out[i] = numbered(names[i], n)
			taken[fold(out[i])] = true
		}
	}
	return out
}

func numbered(name string, n int) string { return fmt.Sprintf("%s (%d)", strings.TrimSpace(name), n) }
