package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"harta/internal/fault"
	"harta/internal/register"
)

// answerEntry is an answered questionnaire as another program sends it: a device of another maker, or a survey on paper that was
// typed in. Office, service and department are ids or names of the catalogue.
type answerEntry struct {
	Source     string          `json:"source"`
	Number     string          `json:"number"`            // the sender's own; of two versions of the same one the greater counts
	Version    json.RawMessage `json:"version,omitempty"` // as of records; none is 0
	Moment     string          `json:"moment"`
	Scores     map[string]int  `json:"scores"`
	Channel    string          `json:"channel"`
	Office     string          `json:"office"`
	Service    string          `json:"service"`
	Department string          `json:"department"`
	Kiosk      string          `json:"kiosk"`
	Language   string          `json:"language"`
	OrderSpeed string          `json:"order_speed"`
	Record     string          `json:"record"`
	Comment    string          `json:"comment"`
}

// answerSpace makes the id of an answer from the sender's source and number.
var answerSpace = uuid.MustParse("6f2b5a52-6d0b-5c7e-9f61-1d3f5f0c7a11")

// AnswerStream takes the answers of one request.
type AnswerStream struct {
	door   *Responses
	names  Names
	source string
	now    time.Time
	from   uuid.UUID // the import that tells of the answers; none: another program sends them
	sieve  sieve
}

// Names finds the catalogue's entries. *register.Register is one.
type Names interface {
	Catalogue(ctx context.Context) (*register.Catalogue, error)
}

// Stream begins a request; source names the sender of every answer that does not name its own.
func (r *Responses) Stream(names Names, source string) *AnswerStream {
	return &AnswerStream{door: r, names: names, source: source, now: r.clock()}
}

// SentAnswers remembers which versions of answers came and keeps their whole comments. *register.Register does.
type SentAnswers interface {
	TakeAnswers(ctx context.Context, list []register.SentAnswer) ([]register.AnswerVerdict, error)
	// RehearseAnswers gives the verdicts and remembers nothing.
	RehearseAnswers(ctx context.Context, list []register.SentAnswer) ([]register.AnswerVerdict, error)
}

// understoodAnswer is an answer on its way into the register and the spool.
type understoodAnswer struct {
	answered answered
	comment  string
	version  int64
	content  []byte // what was sent, without its version
	scores   map[string]int
	line     int64 // of the request or the file
}

// Take understands a block of answers and stores it under one fsync. It answers for every entry, in their order. With an error
// nothing of the block is promised to be stored, and sending it again is safe.
func (s *AnswerStream) Take(ctx context.Context, block []Entry) ([]Outcome, error) {
	return s.take(ctx, block, s.store)
}

func (s *AnswerStream) take(ctx context.Context, block []Entry, store func(context.Context, []understoodAnswer, func(int) *Outcome) error) ([]Outcome, error) {
	cat, err := s.names.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Outcome, len(block))
	var list []understoodAnswer
	var at []int // the entry of each
	for i, e := range block {
		number, a, wrong, err := s.understand(cat, e)
		if err != nil {
			return nil, err
		}
		if wrong != nil {
			out[i] = reject(e.Line, clip(number), wrong)
			continue
		}
		out[i] = Outcome{Line: e.Line, Status: StatusAccepted, ID: number}
		a.line = e.Line
		list, at = append(list, a), append(at, i)
	}
	if len(list) == 0 {
		return out, nil
	}
	return out, store(ctx, list, func(i int) *Outcome { return &out[at[i]] })
}

// store remembers the versions in the register and puts what is to count into the spool. The register comes first: what the figures
// say somebody wrote can then always be read by those who may, and no place in which an answer ever stood is unknown. When the spool
// refuses afterwards, the same version sent again is known and goes into the spool then, once.
func (s *AnswerStream) store(ctx context.Context, list []understoodAnswer, outcome func(i int) *Outcome) error {
	verdicts, err := s.door.office.Sent.TakeAnswers(ctx, s.sent(list))
	if err != nil {
		return err
	}
	var items []Item
	first := map[int]int{} // of the items, by answer
	for i, v := range verdicts {
		if left(v, outcome(i)) {
			continue
		}
		first[i] = len(items)
		more, err := list[i].items(v, s.door.office.Guard)
		if err != nil {
			return err
		}
		items = append(items, more...)
	}
	if len(items) == 0 {
		return nil
	}
	already, err := s.door.spool.PutAll(ctx, items)
	if err != nil {
		return err
	}
	for i, at := range first {
		if already[at] {
			outcome(i).Status = StatusAlready
		}
	}
	return nil
}

// sent gives the answers to the register.
func (s *AnswerStream) sent(list []understoodAnswer) []register.SentAnswer {
	sent := make([]register.SentAnswer, len(list))
	for i, a := range list {
		sent[i] = a.sent()
		sent[i].From = register.ImportRow{Import: s.from, Line: a.line}
	}
	return sent
}

// left says whether an answer changes nothing, and why.
func left(v register.AnswerVerdict, o *Outcome) bool {
	switch v.Sent {
	case register.SentOlder:
		o.Status = StatusOlder
	case register.SentConflict:
		*o = reject(o.Line, o.ID, fault.Conflict("record_version_conflict", nil))
	default:
		return false
	}
	return true
}

func (s *AnswerStream) understand(cat *register.Catalogue, e Entry) (number string, a understoodAnswer, wrong *fault.Error, err error) {
	var in answerEntry
	if wrong := decodeEntry(e.JSON, &in); wrong != nil {
		return "", a, wrong, nil
	}
	if in.Source == "" {
		in.Source = s.source
	}
	in.Number, in.Comment = oneLine(in.Number), strings.TrimSpace(in.Comment)
	resp, wrong := s.response(cat, &in)
	if wrong != nil {
		return in.Number, a, wrong, nil
	}
	if err := s.door.check(resp); err != nil {
		wrong, _ := fault.As(err)
		return in.Number, a, wrong, nil
	}
	at, wrong := s.moment(in.Moment)
	if wrong != nil {
		return in.Number, a, wrong, nil
	}
	if wrong := s.checkComment(in.Comment); wrong != nil {
		return in.Number, a, wrong, nil
	}
	if a.version, wrong = entryVersion(in.Version, s.now); wrong != nil {
		return in.Number, a, wrong, nil
	}
	cal := s.door.charter.Calendar
	a.answered, a.comment, a.scores = s.door.answered(resp), in.Comment, resp.Scores
	a.answered.Moment, a.answered.Day, a.answered.Hour, a.answered.MomentNote = at.UTC().Truncate(time.Millisecond), cal.CivilDay(at).String(), cal.Hour(at), ""
	in.Version = nil
	if a.content, err = json.Marshal(in); err != nil {
		return in.Number, a, nil, fmt.Errorf("encode answer: %w", err)
	}
	return in.Number, a, nil, nil
}

// entryVersion reads the version of an answer or a case, which may be left out for what never changes.
func entryVersion(raw json.RawMessage, now time.Time) (int64, *fault.Error) {
	if text := string(raw); text == "" || text == "null" {
		return 0, nil
	}
	j := recordJudge{now: now}
	return j.readVersion(raw)
}

// response checks what is named and finds it in the catalogue. An answer never adds to the catalogue: about a service that nobody
// offers nobody can be asked.
func (s *AnswerStream) response(cat *register.Catalogue, in *answerEntry) (Response, *fault.Error) {
	switch {
	case !sourceForm.MatchString(in.Source):
		return Response{}, fault.Invalid("source", "source_form", nil)
	case in.Number == "":
		return Response{}, fault.Invalid("number", "number_missing", nil)
	}
	if wrong := checkText("number", in.Number, maxNumber); wrong != nil {
		return Response{}, wrong
	}
	switch { // these go to the figures as they are
	case s.sieve.number(in.Record):
		return Response{}, fault.Invalid("record", "personal_data_in_name", nil)
	case s.sieve.number(in.Kiosk):
		return Response{}, fault.Invalid("kiosk", "personal_data_in_name", nil)
	}
	r := Response{
		ID: uuid.NewSHA1(answerSpace, []byte(in.Source+"\x00"+in.Number)), Channel: in.Channel, Language: in.Language,
		OrderSpeed: in.OrderSpeed, Record: oneLine(in.Record), Scores: in.Scores, Received: s.now,
	}
	if in.Kiosk != "" {
		r.Kiosk = in.Source + ":" + in.Kiosk // never one of ours
	}
	var wrong *fault.Error
	if r.Office, wrong = idOf("office", in.Office, cat.Office, cat.OfficeNamed, func(o register.Office) string { return o.ID }); wrong != nil {
		return r, wrong
	}
	if r.Department, wrong = idOf("department", in.Department, cat.Department, cat.DepartmentNamed, func(d register.Department) string { return d.ID }); wrong != nil {
		return r, wrong
	}
	if r.Service, wrong = idOf("service", in.Service, cat.Service, cat.ServiceNamed, func(v register.Service) string { return v.ID }); wrong != nil {
		return r, wrong
	}
	if r.Department == "" {
		svc, _ := cat.Service(r.Service)
		r.Department = svc.Department
	}
	return r, nil
}

// moment reads when the person answered. A survey on paper may be typed in long after, so that the bounds of a page's clock do not
// hold here; the sender vouches for its moments.
func (s *AnswerStream) moment(text string) (time.Time, *fault.Error) {
	if text == "" {
		return time.Time{}, fault.Invalid("moment", "date_missing", nil)
	}
	at, err := time.Parse(time.RFC3339, text)
	switch {
	case err != nil:
		return at, fault.Invalid("moment", "instant_form", nil)
	case at.Year() < firstYear:
		return at, fault.Invalid("moment", "date_too_early", fault.Params{"year": strconv.Itoa(firstYear)})
	case at.After(s.now.Add(momentAfter)):
		return at, fault.Invalid("moment", "date_in_future", nil)
	}
	return at, nil
}

func (s *AnswerStream) checkComment(text string) *fault.Error {
	switch {
	case text == "":
		return nil
	case strings.ContainsRune(text, utf8.RuneError), strings.ContainsFunc(text, forbiddenInText):
		return fault.Invalid("comment", "remark_malformed", nil)
	case utf8.RuneCountInString(text) > register.CommentMax:
		return fault.Invalid("comment", "remark_long", fault.Params{"limit": register.CommentMax})
	}
	return nil
}
