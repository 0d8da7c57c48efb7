package dashboard

import "sync"

// How many forms with files may be under way, from their first byte until they are answered. Each is held in memory, and whoever sends
// slowly holds its place for formTime.
//
// One line has a quarter of the citizens' places: behind it may stand a school or a library, where six at once are some thirty forms a
// minute, and a single stranger cannot fill the room. What does not fit comes back as it was typed, without its files.
const (
	citizensForms = 24
	lineForms     = 6 // of them, from one line
	staffForms    = 8 // beside them: whatever comes from outside, clerks can work
)

// formRoom counts the forms with files that are under way.
type formRoom struct {
	mu              sync.Mutex
	citizens, staff int
	lines           map[string]int // of the citizens' forms
}

func newFormRoom() *formRoom { return &formRoom{lines: map[string]int{}} }

// forCitizen takes a place for a form from a line. ok is false where there is none; otherwise leave gives it back.
func (r *formRoom) forCitizen(line string) (leave func(), ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.citizens == citizensForms || r.lines[line] == lineForms {
		return nil, false
	}
	r.citizens++
	r.lines[line]++
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.citizens--
		if r.lines[line]--; r.lines[line] == 0 {
			delete(r.lines, line)
		}
	}, true
}

// forStaff takes a place for a form of somebody who is signed in.
func (r *formRoom) forStaff() (leave func(), ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.staff == staffForms {
		return nil, false
	}
	r.staff++
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.staff--
	}, true
}
