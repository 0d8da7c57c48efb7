package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/guard"
	"harta/internal/register"
)

// caseEntry is a complaint, signal, proposal, praise or enquiry as another register sends it. Office, service and department are ids
// or names of the catalogue. Text and contact are the only personal data the API takes; they go into the case register, locked,
// and nowhere else.
type caseEntry struct {
	Source     string          `json:"source"`
	Number     string          `json:"number"`  // the sender's own; of two versions of the same one the greater counts
	Version    json.RawMessage `json:"version"` // as of records; none is 0
	Kind       string          `json:"kind"`
	Category   string          `json:"category"`
	Channel    string          `json:"channel"`
	Received   string          `json:"received"`
	IncidentOn string          `json:"incident_on"`
	Office     string          `json:"office"`
	Service    string          `json:"service"`
	Department string          `json:"department"`
	Language   string          `json:"language"`
	Incoming   string          `json:"incoming"` // the office's own incoming number
	Anonymous  bool            `json:"anonymous"`
	Text       string          `json:"text"` // none: it lies with the contact in the office's document system, under the incoming number
	Name       string          `json:"name"`
	Email      string          `json:"email"`
	Phone      string          `json:"phone"`
	Address    string          `json:"address"`
}

// caseSpace makes the id of a submission from the sender's source and number.
var caseSpace = uuid.MustParse("c2b1f7d4-40a7-5a43-8a0e-0f6d2c1b9e55")

// CaseRegister takes cases. *register.Register is one.
type CaseRegister interface {
	Names
	SubmitSent(ctx context.Context, s register.Submission, version int64, by string) (register.Receipt, register.Sent, error)
}

// CaseStream takes the cases of one request straight into the case register: what is acknowledged is committed there.
type CaseStream struct {
	register CaseRegister
	charter  *charter.Charter
	now      time.Time
	source   string
	key      string // the id of the API key
}

// NewCaseStream begins a request with the key of the given id; source names the sender of every case that does not name its own.
func NewCaseStream(reg CaseRegister, ch *charter.Charter, now time.Time, key, source string) *CaseStream {
	return &CaseStream{register: reg, charter: ch, now: now, key: key, source: source}
}

// Take registers a block of cases one by one and answers for each. A suspicion of corruption or a whistle-blower's report goes into
// the sealed register, as from a form. With an error the cases before it are registered; sending the block again is safe.
func (s *CaseStream) Take(ctx context.Context, block []Entry) ([]Outcome, error) {
	cat, err := s.register.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Outcome, len(block))
	for i, e := range block {
		if out[i], err = s.take(ctx, cat, e); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *CaseStream) take(ctx context.Context, cat *register.Catalogue, e Entry) (Outcome, error) {
	var in caseEntry
	if wrong := decodeEntry(e.JSON, &in); wrong != nil {
		return reject(e.Line, "", wrong), nil
	}
	in.Number = oneLine(in.Number)
	sub, wrong := s.submission(cat, &in)
	if wrong != nil {
		return reject(e.Line, clip(in.Number), wrong), nil
	}
	version, wrong := entryVersion(in.Version, s.now)
	if wrong != nil {
		return reject(e.Line, in.Number, wrong), nil
	}
	receipt, sent, err := s.register.SubmitSent(ctx, sub, version, s.key)
	if wrong, ok := refusal(err); ok {
		return reject(e.Line, in.Number, wrong), nil
	}
	if err != nil {
		return Outcome{}, err
	}
	o := Outcome{Line: e.Line, Status: StatusAccepted, ID: in.Number, Given: receipt.Number}
	switch sent {
	case register.SentAlready:
		o.Status = StatusAlready
	case register.SentOlder:
		o.Status = StatusOlder
	}
	return o, nil
}

// refusal gives the first fault of the input itself; what is wrong with the house is an error.
func refusal(err error) (*fault.Error, bool) {
	var list fault.List
	if errors.As(err, &list) && len(list) > 0 {
		return list[0], true
	}
	f, ok := fault.As(err)
	return f, ok && slices.Contains([]fault.Kind{fault.KindInvalid, fault.KindConflict, fault.KindNotFound}, f.Kind)
}

// submission understands an entry as far as the register does not.
func (s *CaseStream) submission(cat *register.Catalogue, in *caseEntry) (sub register.Submission, wrong *fault.Error) {
	if in.Source == "" {
		in.Source = s.source
	}
	switch {
	case !sourceForm.MatchString(in.Source):
		return sub, fault.Invalid("source", "source_form", nil)
	case in.Number == "":
		return sub, fault.Invalid("number", "number_missing", nil)
	}
	if wrong := checkText("number", in.Number, maxNumber); wrong != nil {
		return sub, wrong
	}
	if guard.InNumber(in.Incoming) { // it is shown to everybody who sees the list of cases, and is not locked
		return sub, fault.Invalid("incoming", "personal_data_in_name", nil)
	}
	sub = register.Submission{
		ID: uuid.NewSHA1(caseSpace, []byte(in.Source+"\x00"+in.Number)), Kind: in.Kind, Category: in.Category, Channel: in.Channel,
		Text: in.Text, Name: in.Name, Email: in.Email, Phone: in.Phone, Address: in.Address, Anonymous: in.Anonymous,
		Language: in.Language, Incoming: in.Incoming, Elsewhere: in.Text+in.Name+in.Email+in.Phone+in.Address == "",
	}
	if sub.ReceivedAt, wrong = s.received(in.Received); wrong != nil {
		return sub, wrong
	}
	if in.IncidentOn != "" {
		day, err := charter.ParseDate(in.IncidentOn)
		if err != nil || day.Year < firstYear {
			return sub, fault.Invalid("incident_on", "moment_form", nil)
		}
		sub.IncidentOn = day
	}
	if sub.Office, wrong = idOf("office", in.Office, cat.Office, cat.OfficeNamed, func(o register.Office) string { return o.ID }); wrong != nil {
		return sub, wrong
	}
	if sub.Service, wrong = idOf("service", in.Service, cat.Service, cat.ServiceNamed, func(v register.Service) string { return v.ID }); wrong != nil {
		return sub, wrong
	}
	sub.Department, wrong = idOf("department", in.Department, cat.Department, cat.DepartmentNamed, func(d register.Department) string { return d.ID })
	return sub, wrong
}

// received reads when a case came; the register refuses one that has not come yet.
func (s *CaseStream) received(text string) (time.Time, *fault.Error) {
	if text == "" {
		return time.Time{}, fault.Invalid("received", "date_missing", nil)
	}
	at, err := time.Parse(time.RFC3339, text)
	switch {
	case err != nil:
		return at, fault.Invalid("received", "instant_form", nil)
	case at.Year() < firstYear:
		return at, fault.Invalid("received", "date_too_early", fault.Params{"year": strconv.Itoa(firstYear)})
	case at.After(s.now.Add(momentAfter)):
		return at, fault.Invalid("received", "date_in_future", nil)
	}
	return at, nil
}

// idOf finds an entry of the catalogue by its id or by its name; an unknown one is refused, an empty one is none.
func idOf[T any](field, name string, byID, byName func(string) (T, bool), id func(T) string) (string, *fault.Error) {
	if name == "" {
		return "", nil
	}
	if found, ok := byID(name); ok {
		return id(found), nil
	}
	if found, ok := byName(name); ok {
		return id(found), nil
	}
	return "", fault.Invalid(field, field+"_unknown", nil)
}
