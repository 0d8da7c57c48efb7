package charter

import (
	_ "embed"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"harta/internal/fault"
)

// largestFile bounds a charter file, in bytes; the embedded one has a fiftieth of it.
const largestFile = 1 << 20

//go:embed default.yaml
var defaultFile []byte

// Charter is a municipality's charter. It is read once and never changed, but for the words that Adopt puts in force; the lists keep
// the order of the file.
type Charter struct {
	Municipality Municipality
	TimeZone     string // IANA name
	Order        Label  // the act that approved the charter
	Promises     []Promise
	Kinds        []Kind
	Clocks       []Clock
	Channels     []Item
	Categories   []Category // of the file; those in force are in Vocabulary
	Questions    []Question // of the file; those in force are in Vocabulary
	Reasons      []Reason   // of the file; those in force are in Vocabulary
	Grounds      []Item
	Outcomes     []Item
	OrderSpeeds  []Item
	Topics       []Item // of consultations by phone or desk; may be empty
	Calendar     *Calendar
	// ReopenWithin is how long after the written answer a citizen's "not solved" opens the case again; zero: it is only recorded.
	ReopenWithin Term

	location *time.Location
	adopted  atomic.Pointer[Vocabulary] // nil: the file's words are in force
}

// Default gives the embedded charter. An error means that the program was built with a broken one.
func Default() (*Charter, error) { return Parse("default.yaml", defaultFile) }

// Load reads a charter file. A file that is absent, unreadable or too large is a fault, as is everything that Parse reports.
func Load(path string) (*Charter, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.NotFound("charter_file_missing", fault.Params{"file": path})
	}
	if err != nil {
		return nil, fault.Invalid("", "charter_file_unreadable", fault.Params{"file": path})
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, largestFile+1))
	if err != nil {
		return nil, fault.Invalid("", "charter_file_unreadable", fault.Params{"file": path})
	}
	return Parse(path, data)
}

// Parse reads a charter from the text of a YAML file; the name is used in messages only. The error, if any, is a fault.List
// of everything that is wrong, in the order of lines; each fault has a field (the path inside the file) and the parameters
// file, line and field.
func Parse(name string, data []byte) (*Charter, error) {
	r := &reader{file: name, declared: make(map[string]map[string]int)}
	if len(data) > largestFile {
		r.report(1, "", "charter_too_large", fault.Params{"limit": largestFile})
		return nil, r.faults
	}
	root := r.document(data)
	if root == nil {
		return nil, r.faults
	}
	c := r.charter(root)
	r.checkReferences()
	if len(r.faults) > 0 {
		slices.SortStableFunc(r.faults, byLine)
		return nil, r.faults
	}
	return c, nil
}

// Location gives the municipality's time zone.
func (c *Charter) Location() *time.Location { return c.location }

// Category gives the complaint category with the id, a retired one too.
func (c *Charter) Category(id string) (Category, bool) { return find(c.Vocabulary().Categories, id) }

// Channel gives the channel with the id.
func (c *Charter) Channel(id string) (Item, bool) { return find(c.Channels, id) }

// Question gives the question with the id, a retired one too.
func (c *Charter) Question(id string) (Question, bool) { return find(c.Vocabulary().Questions, id) }

// Reason gives the reason with the id, a retired one too.
func (c *Charter) Reason(id string) (Reason, bool) { return find(c.Vocabulary().Reasons, id) }

// ReasonsFor gives the reasons that are offered beside a score on a day, in their order.
func (c *Charter) ReasonsFor(score int, on Date) []Reason {
	var offered []Reason
	for _, r := range c.Vocabulary().Reasons {
		if r.For(score) && r.Offered(on) {
			offered = append(offered, r)
		}
	}
	return offered
}

// Kind gives the kind of case with the id.
func (c *Charter) Kind(id string) (Kind, bool) { return find(c.Kinds, id) }

// Ground gives the ground of not examining a case with the id.
func (c *Charter) Ground(id string) (Item, bool) { return find(c.Grounds, id) }

// Outcome gives the outcome of a case with the id.
func (c *Charter) Outcome(id string) (Item, bool) { return find(c.Outcomes, id) }

// Topic gives the topic of consultations with the id.
func (c *Charter) Topic(id string) (Item, bool) { return find(c.Topics, id) }

// OrderSpeed gives the order speed with the id.
func (c *Charter) OrderSpeed(id string) (Item, bool) { return find(c.OrderSpeeds, id) }

// Promise gives the promise with the id that is in force on the day.
func (c *Charter) Promise(id string, on Date) (Promise, bool) {
	for _, p := range c.Promises {
		if p.ID == id && p.InForce(on) {
			return p, true
		}
	}
	return Promise{}, false
}

// ClockFor gives the clock of a kind of case. A clock for exactly this answer to "is it about an act of staff?" goes before
// one that asks no such question. False means that the charter knows no clock for the kind; a clock without limits means
// that such cases have no deadline.
func (c *Charter) ClockFor(kind string, concernsStaff bool) (Clock, bool) {
	for _, about := range []About{aboutStaff(concernsStaff), AboutAny} {
		for _, k := range c.Clocks {
			if k.Kind == kind && k.About == about {
				return k, true
			}
		}
	}
	return Clock{}, false
}

// identified is anything of a list that has an id.
type identified interface{ identity() string }

func find[T identified](list []T, id string) (T, bool) {
	for _, x := range list {
		if x.identity() == id {
			return x, true
		}
	}
	var none T
	return none, false
}

func byLine(a, b *fault.Error) int {
	la, _ := a.Params["line"].(int)
	lb, _ := b.Params["line"].(int)
	return la - lb
}
