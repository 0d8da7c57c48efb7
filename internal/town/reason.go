package town

// What people say moved them, by the face they pressed: the ids are the charter's.
var (
	contentReasons    = weighted[string]{{"kind", .38}, {"fast", .24}, {"solved", .22}, {"clear", .16}}
	discontentReasons = weighted[string]{{"waiting", .36}, {"unclear", .2}, {"unsolved", .16}, {"redirected", .14}, {"rude", .1}, {"access", .04}}
)

// The chance that somebody stays at the screen for a reason, and for a second one: displeasure has more to say.
const (
	contentSays    = .18
	discontentSays = .42
	saysTwo        = .3
)

// why is what somebody chose beside the face, if anything. It throws dice of its own, so that the answers stay as they are
// whatever is said about them.
func (t *Town) why(a answer) []string {
	d := t.dice("why", a.ID.String())
	says, among := discontentSays, discontentReasons
	if a.Scores[overall] >= 4 {
		says, among = contentSays, contentReasons
	}
	if !d.chance(says) {
		return nil
	}
	reasons := []string{pick(d, among)}
	if d.chance(saysTwo) {
		if second := pick(d, among); second != reasons[0] {
			reasons = append(reasons, second)
		}
	}
	return reasons
}
