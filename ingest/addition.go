package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/guard"
)

// The spool's kinds of what a person adds to an answer. Each is one item of the response, and the first one counts.
const (
	kindReasons = "reasons"
	kindComment = "comment"
	kindService = "service"
)

// RemarkMax is the length of the comment beside a tap in characters, and reasonsMost how many reasons one answer may have.
const (
	RemarkMax   = 500
	reasonsMost = 20
)

// Addition is what a person adds after the answer itself: why, about which service, in words. It carries the response it belongs
// to, whole, so that it may arrive before it, and so that nothing is lost when the response itself never does.
type Addition struct {
	Response Response // with exactly one score, unless Beside names one of several
	Beside   string   // id of the answered question that the addition stands beside; empty: the only one
	Reasons  []string // ids of the charter, offered for the score
	// Asked are the reasons as they were when the page asked; nil: as they are. An office may have moved one to other faces since.
	Asked   []charter.Reason
	Service string // id of the catalogue; empty: not said
	// Department is the one that the service belongs to; it goes with Service.
	Department string
	Comment    string // at most RemarkMax characters
}

// Office is what the door for answers needs of the house beyond its own spool. Without a part the door refuses what needs it.
type Office struct {
	Comments Comments     // keeps whole texts under lock
	Sent     SentAnswers  // remembers what other programs sent
	Guard    *guard.Guard // masks what goes to the figures; nil judges insults by the program's own list
	Held     Held         // reads what was delivered
	Audit    Audit        // remembers who decided what
}

// With gives the door the parts of the house that it needs for comments and for officers' decisions.
func (r *Responses) With(o Office) *Responses {
	d := *r
	d.office = o
	return &d
}

// Add checks an addition and stores it with the response that it belongs to; it returns when both are on disk. The comment is
// kept whole in the register, under lock, and goes on masked. already is true when nothing of it was new. A rule broken is a
// fault naming the field: reasons, service, comment, or a field of the response.
func (r *Responses) Add(ctx context.Context, add Addition) (already bool, err error) {
	return r.AddAll(ctx, []Addition{add})
}

// AddAll is Add for several additions under one fsync. One broken rule refuses all.
func (r *Responses) AddAll(ctx context.Context, adds []Addition) (already bool, err error) {
	adds = slices.Clone(adds)
	for i := range adds {
		adds[i].Comment = strings.TrimSpace(adds[i].Comment)
		if err := r.checkAddition(adds[i]); err != nil {
			return false, err
		}
	}
	// What is refused must leave no comment behind: the person may put it otherwise before trying again, and then the last word
	// counts. Once it is accepted, or was on its way when something failed, the first counts: nobody can tell whether that was told
	// already. So the rules and the room are looked at before the register, and afterwards all goes by what it keeps.
	if err := r.spool.Room(); err != nil {
		return false, err
	}
	known, fresh, err := r.put(ctx, adds)
	if err != nil {
		return false, errors.Join(err, r.dropComments(context.WithoutCancel(ctx), fresh))
	}
	return !slices.Contains(known, false), nil
}

// put keeps the comments of additions and stores everything else. Where it is refused for certain, fresh are the responses whose
// comments were kept for nothing.
func (r *Responses) put(ctx context.Context, adds []Addition) (known []bool, fresh []uuid.UUID, err error) {
	r.comments.RLock()
	defer r.comments.RUnlock()
	var items []Item
	for _, add := range adds {
		more, kept, err := r.addition(ctx, add)
		if kept {
			fresh = append(fresh, add.Response.ID)
		}
		if err != nil {
			return nil, fresh, err
		}
		items = append(items, more...)
	}
	known, err = r.spool.PutAll(ctx, items)
	if _, refused := fault.As(err); !refused {
		fresh = nil // it is stored, or may be
	}
	return known, fresh, err
}

// addition gives the items of an addition, the response first. fresh says that its comment was not kept before.
func (r *Responses) addition(ctx context.Context, add Addition) (items []Item, fresh bool, err error) {
	response, err := r.item(add.Response)
	if err != nil {
		return nil, false, err
	}
	a := r.answered(add.Response)
	items = []Item{response}
	added, err := r.additions(a, add)
	if err != nil {
		return nil, false, err
	}
	if add.Comment != "" {
		var item Item
		if item, fresh, err = r.comment(ctx, a, add); err != nil {
			return nil, fresh, err
		}
		added = append(added, item)
	}
	return append(items, added...), fresh, nil
}

func (r *Responses) checkAddition(add Addition) error {
	if err := r.check(add.Response); err != nil {
		return err
	}
	question, score := add.beside()
	if question == "" {
		return fault.Invalid("score", "score_missing", nil)
	}
	if len(add.Reasons) > reasonsMost {
		return fault.Invalid("reasons", "reasons_many", fault.Params{"limit": reasonsMost})
	}
	asked := add.Asked
	if asked == nil {
		asked = r.charter.Vocabulary().Reasons
	}
	for _, id := range add.Reasons {
		offered := func(reason charter.Reason) bool { return reason.ID == id && reason.For(score) }
		if _, known := r.charter.Reason(id); !known || !slices.ContainsFunc(asked, offered) {
			return fault.Invalid("reasons", "reason_unknown", fault.Params{"reason": clip(id)})
		}
	}
	if len(add.Service) > maxName || !utf8.ValidString(add.Service) || containsControl(add.Service) {
		return fault.Invalid("service", "name_malformed", fault.Params{"limit": maxName})
	}
	return r.checkRemark(add.Comment)
}

func (r *Responses) checkRemark(text string) error {
	switch {
	case text == "":
		return nil
	case !utf8.ValidString(text), strings.ContainsFunc(text, forbiddenInText):
		return fault.Invalid("comment", "remark_malformed", nil)
	case utf8.RuneCountInString(text) > RemarkMax:
		return fault.Invalid("comment", "remark_long", fault.Params{"limit": RemarkMax})
	case r.office.Comments == nil:
		return fault.New(fault.KindUnavailable, "comments_closed", nil)
	}
	return nil
}

// forbiddenInText are characters that no keyboard writes into a text of several lines.
func forbiddenInText(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\r' && c != '\t' }

// beside gives the question that an addition stands beside, and its score; the question is empty where nothing says which it is.
func (add Addition) beside() (question string, score int) {
	scores := add.Response.Scores
	if score, answered := scores[add.Beside]; answered {
		return add.Beside, score
	}
	if add.Beside != "" || len(scores) != 1 {
		return "", 0
	}
	for question, score = range scores {
	}
	return question, score
}

// added is the spool's payload of an addition: where and when the answer was given, and the one thing added to it.
type added struct {
	ID       uuid.UUID `json:"id"`
	Day      string    `json:"day"`
	Hour     int       `json:"hour"`
	Moment   time.Time `json:"moment"`
	Received time.Time `json:"received"`
	Question string    `json:"question"`
	Score    int       `json:"score"`

	Office     string `json:"office,omitempty"`
	Service    string `json:"service,omitempty"`
	Department string `json:"department,omitempty"`
	Channel    string `json:"channel"`
	Kiosk      string `json:"kiosk,omitempty"`
	Language   string `json:"language,omitempty"`

	Reasons []string `json:"reasons,omitempty"`
	Text    string   `json:"text,omitempty"`
	Masked  []string `json:"masked,omitempty"`
	Insult  bool     `json:"insult,omitempty"`

	Version uint64   `json:"version,omitempty"` // of a corrected comment; zero: as it arrived
	Gone    []string `json:"gone,omitempty"`    // days on which the comment no longer stands
}

// toAnswer gives the payload of an addition without what is added.
func (a answered) toAnswer(add Addition) added {
	p := added{ID: a.ID, Day: a.Day, Hour: a.Hour, Moment: a.Moment, Received: a.Received, Office: a.Office, Service: a.Service,
		Department: a.Department, Channel: a.Channel, Kiosk: a.Kiosk, Language: a.Language}
	p.Question, p.Score = add.beside()
	if add.Service != "" {
		p.Service, p.Department = add.Service, add.Department
	}
	return p
}

// additions are the items of the reasons and the service.
func (r *Responses) additions(a answered, add Addition) ([]Item, error) {
	var items []Item
	if len(add.Reasons) > 0 {
		p := a.toAnswer(add)
		p.Reasons = slices.Compact(slices.Sorted(slices.Values(add.Reasons)))
		item, err := p.item(kindReasons)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	if add.Service != "" {
		item, err := a.toAnswer(add).item(kindService)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}

func (p added) item(kind string) (Item, error) {
	payload, err := json.Marshal(p)
	if err != nil {
		return Item{}, fmt.Errorf("encode %s: %w", kind, err)
	}
	return Item{Kind: kind, ID: p.ID.String(), Payload: payload, FirstWins: true}, nil
}
