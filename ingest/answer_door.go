package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
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
	Source     string         `json:"source"`
	Number     string         `json:"number"` // the sender's own; the same one twice is one answer, and the first counts
	Moment     string         `json:"moment"`
	Scores     map[string]int `json:"scores"`
	Channel    string         `json:"channel"`
	Office     string         `json:"office"`
	Service    string         `json:"service"`
	Department string         `json:"department"`
	Kiosk      string         `json:"kiosk"`
	Language   string         `json:"language"`
	OrderSpeed string         `json:"order_speed"`
	Record     string         `json:"record"`
	Comment    string         `json:"comment"`
}

// answerSpace makes the id of an answer from the sender's source and number.
var answerSpace = uuid.MustParse("6f2b5a52-6d0b-5c7e-9f61-1d3f5f0c7a11")

// AnswerStream takes the answers of one request.
type AnswerStream struct {
	door   *Responses
	names  Names
	source string
	now    time.Time
}

// Names finds the catalogue's entries. *register.Register is one.
type Names interface {
	Catalogue(ctx context.Context) (*register.Catalogue, error)
}

// Stream begins a request; source names the sender of every answer that does not name its own.
func (r *Responses) Stream(names Names, source string) *AnswerStream {
	return &AnswerStream{door: r, names: names, source: source, now: r.clock()}
}

// sentAnswer is an understood answer with what goes into the spool and, whole, into the register.
type sentAnswer struct {
	items   []Item
	comment *register.Comment
}

// Take understands a block of answers and stores it under one fsync. It answers for every entry, in their order. With an error
// nothing of the block is promised to be stored, and sending it again is safe.
func (s *AnswerStream) Take(ctx context.Context, block []Entry) ([]Outcome, error) {
	cat, err := s.names.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Outcome, len(block))
	var items []Item
	var comments []register.Comment
	first := map[int]int{} // of the items, by entry
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
		first[i] = len(items)
		items = append(items, a.items...)
		if a.comment != nil {
			comments = append(comments, *a.comment)
		}
	}
	if len(items) == 0 {
		return out, nil
	}
	// The register comes first: what the figures say somebody wrote can then always be read by those who may.
	for _, c := range comments {
		if err := s.door.office.Comments.PutComment(ctx, c); err != nil {
			return nil, err
		}
	}
	already, err := s.door.spool.PutAll(ctx, items)
	if err != nil {
		return nil, err
	}
	for i, at := range first {
		if already[at] {
			out[i].Status = StatusAlready
		}
	}
	return out, nil
}

func (s *AnswerStream) understand(cat *register.Catalogue, e Entry) (number string, a sentAnswer, wrong *fault.Error, err error) {
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
	a, err = s.pack(resp, at, in.Comment)
	return in.Number, a, nil, err
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
	case s.door.office.Comments == nil:
		return fault.New(fault.KindUnavailable, "comments_closed", nil)
	}
	return nil
}

// pack makes the spool's items: the answer, and its comment masked.
func (s *AnswerStream) pack(resp Response, at time.Time, comment string) (out sentAnswer, err error) {
	cal := s.door.charter.Calendar
	a := s.door.answered(resp)
	a.Moment, a.Day, a.Hour, a.MomentNote = at.UTC().Truncate(time.Millisecond), cal.CivilDay(at).String(), cal.Hour(at), ""
	payload, err := json.Marshal(a)
	if err != nil {
		return out, fmt.Errorf("encode response: %w", err)
	}
	out.items = []Item{{Kind: kindResponse, ID: a.ID.String(), Payload: payload, FirstWins: true}}
	if comment == "" {
		return out, nil
	}
	out.comment = &register.Comment{ResponseID: a.ID, Text: comment, Language: a.Language, Office: a.Office, Service: a.Service,
		Department: a.Department, Channel: a.Channel, Moment: a.Moment}
	one := Response{Scores: resp.Scores}
	if len(resp.Scores) > 1 { // the comment stands beside one score: the overall one where it was asked
		q := slices.Sorted(maps.Keys(resp.Scores))[0]
		if _, asked := resp.Scores[questionOverall]; asked {
			q = questionOverall
		}
		one.Scores = map[string]int{q: resp.Scores[q]}
	}
	p := a.toAnswer(Addition{Response: one})
	p.mask(s.door.office.Guard, comment)
	item, err := p.item(kindComment)
	out.items = append(out.items, item)
	return out, err
}

// questionOverall is the charter's question on the whole.
const questionOverall = "overall"
