package ingest

import (
	"context"
	"maps"
	"math"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
)

// kindResponse is the spool's kind of answered questionnaires and kiosk taps.
const kindResponse = "response"

// channelKiosk is the charter's channel of the taps on an enrolled screen.
const channelKiosk = "kiosk"

// maxName bounds the ids and numbers that a response may carry, in bytes.
const maxName = 64

// Response is one answered questionnaire; a kiosk tap is one with a single score for the question "overall".
type Response struct {
	ID       uuid.UUID     // made by the page: the same one twice is one response, the first counts
	Moment   time.Time     // when the person answered, by the page's clock; settled by settleMoment
	Sent     time.Time     // what the page's clock showed when it sent the response; zero if it did not say
	Age      time.Duration // how long before it was sent the person answered, by a clock that nobody sets; zero if it is not known
	Received time.Time     // when the server got it; zero means now

	Office, Service, Department string // ids of the catalogue; empty if unknown
	Channel                     string // id of the charter, required
	Kiosk                       string // id of the kiosk, empty elsewhere
	Language                    string // of the page: "bg"
	OrderSpeed                  string // id of the charter; empty if unknown
	Record                      string // number of the service record it is about; empty if none
	Form                        int64  // version of the office's forms by which was asked; 0: not known

	Scores map[string]int // question id to score, 1 to 5, 5 is best

	// Stood says what the booth was about at a moment: an answer may have waited on its screen while that was changed. nil: what is said
	// above.
	Stood func(time.Time) (office, service, department string) `json:"-"`
	// Open says whether the place is open at a moment; nil means always. An answer at another moment is kept and not counted.
	Open func(time.Time) bool `json:"-"`
	// Former says whether an answer of a moment came by an address that was no longer the kiosk's, and nobody knows from whom: it is
	// kept and not counted. nil means never.
	Former func(time.Time) bool `json:"-"`
	// Spam marks an answer that came in a flood: it is kept and not counted.
	Spam bool
	// Burst is the rule of the device; a part that is zero is that of
	// DefaultBurstRule. It is for the channel kiosk alone.
	Burst BurstRule
}

// Why an answer is kept but not counted, as the fact's column reason says it.
const (
	ReasonBurst   = "burst"   // taps that follow each other faster than people do
	ReasonClosed  = "closed"  // outside the opening hours
	ReasonFormer  = "former"  // by an address that was not the kiosk's or the place's any more
	ReasonSpam    = "spam"    // a flood from one address, or over one public link
	ReasonOfficer = "officer" // set aside by an officer
	// reasonReplaced says that a correction put other rows in the place of this one. It is no reason that anybody sees.
	reasonReplaced = "replaced"
)

// Responses is the door for answers.
type Responses struct {
	spool   *Spool
	charter *charter.Charter
	clock   func() time.Time
	office  Office
	// comments is read-locked while a comment is kept in the register and not yet in the spool.
	comments *sync.RWMutex
}

// NewResponses makes the door. Questions, channels and order speeds are those of the charter.
func NewResponses(spool *Spool, ch *charter.Charter, clock func() time.Time) *Responses {
	return &Responses{spool: spool, charter: ch, clock: clock, comments: new(sync.RWMutex)}
}

// Accept checks a response and stores it; it returns when the response is on disk. already is true for a repeat, which
// changes nothing. A rule broken is a fault naming the field; a score outside 1 to 5 is Invalid("score", "score_out_of_range").
func (r *Responses) Accept(ctx context.Context, resp Response) (already bool, err error) {
	a, err := r.AcceptAll(ctx, []Response{resp})
	if err != nil {
		return false, err
	}
	return a[0], nil
}

// AcceptAll is Accept for several responses under one fsync, as a kiosk sends them that was without network. One broken rule
// refuses all; the fault's parameter "item" tells which, counted from 1.
func (r *Responses) AcceptAll(ctx context.Context, resps []Response) (already []bool, err error) {
	items := make([]Item, len(resps))
	for i, resp := range resps {
		if items[i], err = r.item(resp); err != nil {
			if f, ok := fault.As(err); ok && len(resps) > 1 {
				f.Params = withParam(f.Params, "item", i+1)
			}
			return nil, err
		}
	}
	return r.spool.PutAll(ctx, items)
}

func withParam(p fault.Params, name string, value any) fault.Params {
	p = maps.Clone(p)
	if p == nil {
		p = fault.Params{}
	}
	p[name] = value
	return p
}

func (r *Responses) item(resp Response) (Item, error) {
	if err := r.check(resp); err != nil {
		return Item{}, err
	}
	return Item{Kind: kindResponse, ID: resp.ID.String(), Payload: r.answered(resp).encode(), FirstWins: true}, nil
}

func (r *Responses) check(resp Response) error {
	if resp.ID == uuid.Nil {
		return fault.Invalid("id", "id_missing", nil)
	}
	if len(resp.Scores) == 0 {
		return fault.Invalid("score", "score_missing", nil)
	}
	if err := r.checkScores(resp.Scores); err != nil {
		return err
	}
	if _, ok := r.charter.Channel(resp.Channel); !ok {
		return fault.Invalid("channel", "channel_unknown", fault.Params{"channel": clip(resp.Channel)})
	}
	if _, ok := r.charter.OrderSpeed(resp.OrderSpeed); !ok && resp.OrderSpeed != "" {
		return fault.Invalid("order_speed", "order_speed_unknown", fault.Params{"order_speed": clip(resp.OrderSpeed)})
	}
	if resp.Form < 0 || resp.Form > math.MaxUint32 {
		return fault.Invalid("form", "definition_unknown", nil)
	}
	return checkNames(resp)
}

// checkScores tells of the first question, by its id, that there is something wrong with.
func (r *Responses) checkScores(scores map[string]int) (err error) {
	first := ""
	for q, score := range scores {
		if err != nil && q > first {
			continue
		}
		if _, ok := r.charter.Question(q); !ok {
			first, err = q, fault.Invalid("question", "question_unknown", fault.Params{"question": clip(q)})
		} else if score < 1 || score > 5 {
			first, err = q, fault.Invalid("score", "score_out_of_range", fault.Params{"score": score, "question": q})
		}
	}
	return err
}

// languageForm is a language as ISO 639 writes it. The figures keep it as it came, so that nothing else may stand there.
var languageForm = regexp.MustCompile(`^[a-z]{2}$`)

// checkNames refuses ids that cannot be ids. Whether a kiosk or an office exists is known to the register, where the page that
// asked was looked up by its secret link.
func checkNames(resp Response) error {
	for _, n := range []struct{ field, value string }{
		{"office", resp.Office}, {"service", resp.Service}, {"department", resp.Department}, {"kiosk", resp.Kiosk},
		{"language", resp.Language}, {"record", resp.Record},
	} {
		if len(n.value) > maxName || !utf8.ValidString(n.value) || containsControl(n.value) {
			return fault.Invalid(n.field, "name_malformed", fault.Params{"limit": maxName})
		}
	}
	if resp.Language != "" && !languageForm.MatchString(resp.Language) {
		return fault.Invalid("language", "language_form", nil)
	}
	if resp.Channel == channelKiosk && resp.Kiosk == "" {
		return fault.Invalid("kiosk", "kiosk_missing", nil)
	}
	return nil
}

func containsControl(s string) bool {
	for _, c := range s {
		if unicode.IsControl(c) {
			return true
		}
	}
	return false
}

// clip shortens a stranger's text for a message and a log.
func clip(s string) string {
	return clipTo(strings.ToValidUTF8(s, "\uFFFD"), 80)
}

// answered is the spool's payload: the response with everything that depends on the server's clock and calendar settled, so
// that a late delivery gives the same rows.
type answered struct {
	ID       uuid.UUID `json:"id"`
	Day      string    `json:"day"` // civil day of the moment
	Hour     int       `json:"hour"`
	Moment   time.Time `json:"moment"`
	Received time.Time `json:"received"`

	Office     string `json:"office,omitempty"`
	Service    string `json:"service,omitempty"`
	Department string `json:"department,omitempty"`
	Channel    string `json:"channel"`
	Kiosk      string `json:"kiosk,omitempty"`
	Language   string `json:"language,omitempty"`
	OrderSpeed string `json:"order_speed,omitempty"`
	Record     string `json:"record,omitempty"`

	Scores  map[string]int `json:"scores"`
	Counted bool           `json:"counted"`
	Reason  string         `json:"reason,omitempty"` // why not counted

	Form       int64      `json:"form,omitempty"`        // version of the office's forms; zero: not known
	MomentNote string     `json:"moment_note,omitempty"` // why the moment is not the page's own
	Burst      *BurstRule `json:"burst,omitempty"`       // of a tap on a kiosk; nil elsewhere
	Version    uint64     `json:"version,omitempty"`     // zero: as it arrived
}

func (r *Responses) answered(resp Response) answered {
	received := resp.Received
	if received.IsZero() {
		received = r.clock()
	}
	moment, note := settleMoment(resp.Moment, resp.Sent, received, resp.Age)
	cal := r.charter.Calendar
	a := answered{
		ID: resp.ID, Day: cal.CivilDay(moment).String(), Hour: cal.Hour(moment),
		Moment: moment.UTC().Truncate(time.Millisecond), Received: received.UTC().Truncate(time.Millisecond),
		Office: resp.Office, Service: resp.Service, Department: resp.Department, Channel: resp.Channel, Kiosk: resp.Kiosk,
		Language: resp.Language, OrderSpeed: resp.OrderSpeed, Record: resp.Record,
		Scores: resp.Scores, MomentNote: note, Form: resp.Form,
	}
	if resp.Stood != nil && !momentUnknown(note) {
		a.Office, a.Service, a.Department = resp.Stood(moment)
	}
	switch {
	case resp.Open != nil && !momentUnknown(note) && !resp.Open(moment):
		a.Reason = ReasonClosed
	case resp.Former != nil && resp.Former(moment):
		a.Reason = ReasonFormer
	case resp.Spam:
		a.Reason = ReasonSpam
	}
	a.Counted = a.Reason == ""
	if resp.Channel == channelKiosk {
		rule := resp.Burst.orDefault()
		a.Burst = &rule
	}
	return a
}
