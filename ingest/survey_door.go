package ingest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"harta/internal/fault"
	"harta/internal/guard"
	"harta/internal/register"
)

// surveyEntry asks for a one-time link about a service record, as the system that keeps the records sends it. Office, service and
// department are ids or names of the catalogue.
type surveyEntry struct {
	Source     string          `json:"source"`
	Record     string          `json:"record"`  // its number; the answer joins it
	Version    json.RawMessage `json:"version"` // as of records; another one asks for another link
	Service    string          `json:"service"`
	Department string          `json:"department"`
	Office     string          `json:"office"`
	OrderSpeed string          `json:"order_speed"`
	Expires    string          `json:"expires"` // a moment; none: in thirty days
}

// SurveyLinks makes one-time links. *register.Register does.
type SurveyLinks interface {
	NewSurveyLink(ctx context.Context, l register.SurveyLink) (secret string, sent register.Sent, err error)
}

// SurveyStream makes the links of one request.
type SurveyStream struct {
	names   Names
	links   SurveyLinks
	now     time.Time
	key     string
	source  string
	address func(secret string) string
}

// NewSurveyStream begins a request with the key of the given id; source names the sender of every entry that does not name its own,
// and address makes the link of a secret.
func NewSurveyStream(names Names, links SurveyLinks, now time.Time, key, source string, address func(secret string) string) *SurveyStream {
	return &SurveyStream{names: names, links: links, now: now, key: key, source: source, address: address}
}

// Take makes a link for every entry and answers for each. Asked again for the same record (source, number, version) it tells the link
// it made. With an error the links before it are made; sending the block again tells them.
func (s *SurveyStream) Take(ctx context.Context, block []Entry) ([]Outcome, error) {
	cat, err := s.names.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Outcome, len(block))
	for i, e := range block {
		link, wrong := s.read(cat, e)
		if wrong != nil {
			out[i] = reject(e.Line, clip(link.Record), wrong)
			continue
		}
		secret, sent, err := s.links.NewSurveyLink(ctx, link)
		if wrong, ok := refusal(err); ok {
			out[i] = reject(e.Line, clip(link.Record), wrong)
			continue
		}
		if err != nil {
			return nil, err
		}
		out[i] = Outcome{Line: e.Line, Status: StatusAccepted, ID: link.Record, Link: s.address(secret)}
		if sent == register.SentAlready {
			out[i].Status = StatusAlready
		}
	}
	return out, nil
}

// read understands an entry as far as the register does not.
func (s *SurveyStream) read(cat *register.Catalogue, e Entry) (link register.SurveyLink, wrong *fault.Error) {
	var in surveyEntry
	if wrong := decodeEntry(e.JSON, &in); wrong != nil {
		return link, wrong
	}
	link = register.SurveyLink{Record: oneLine(in.Record), OrderSpeed: in.OrderSpeed}
	if link.Record == "" {
		return link, fault.Invalid("record", "number_missing", nil)
	}
	if wrong := checkText("record", link.Record, maxNumber); wrong != nil {
		return link, wrong
	}
	if guard.InNumber(link.Record) {
		link.Record = "" // it is what the answer calls the entry
		return link, fault.Invalid("record", "personal_data_in_name", nil)
	}
	if link.Request, wrong = s.request(&in, link.Record); wrong != nil {
		return link, wrong
	}
	if link.Office, wrong = idOf("office", in.Office, cat.Office, cat.OfficeNamed, func(o register.Office) string { return o.ID }); wrong != nil {
		return link, wrong
	}
	if link.Service, wrong = idOf("service", in.Service, cat.Service, cat.ServiceNamed, func(v register.Service) string { return v.ID }); wrong != nil {
		return link, wrong
	}
	link.Department, wrong = idOf("department", in.Department, cat.Department, cat.DepartmentNamed, func(d register.Department) string { return d.ID })
	if wrong != nil || in.Expires == "" {
		return link, wrong
	}
	var err error
	if link.Expires, err = time.Parse(time.RFC3339, in.Expires); err != nil {
		wrong = fault.Invalid("expires", "instant_form", nil)
	}
	return link, wrong
}

// request is by what a link is asked for. Who names no source is known by the key.
func (s *SurveyStream) request(in *surveyEntry, record string) (string, *fault.Error) {
	source := cmp.Or(in.Source, s.source)
	if source != "" && !sourceForm.MatchString(source) {
		return "", fault.Invalid("source", "source_form", nil)
	}
	version, wrong := entryVersion(in.Version, s.now)
	if wrong != nil {
		return "", wrong
	}
	return fmt.Sprintf("%s\x00%s\x00%d", cmp.Or(source, "key "+s.key), record, version), nil
}
