package register

import (
	"encoding/json"
	"slices"
	"time"

	"harta/internal/fault"
)

// Bounds of what a kiosk or place may be given.
const (
	KioskNameMax     = 100 // characters
	KioskServicesMax = 24  // services to choose from: more fit on no screen
	BurstTapsMax     = 1000
	BurstWithinMax   = time.Hour
)

// Screen is what kiosks and places offer beside their question. The zero value offers the question alone, in every language it is
// worded in, during office hours.
type Screen struct {
	Languages []string `json:"languages,omitempty"` // offered, in this order; empty: every language the question is worded in
	Language  string   `json:"language,omitempty"`  // shown first and after a pause; empty: Bulgarian
	Second    Second   `json:"second"`
	Services  []string `json:"services,omitempty"` // ids of the services to choose from in the second step
	Hours     Hours    `json:"hours"`
	Burst     Burst    `json:"burst"`
	Before    []Past   `json:"before,omitempty"` // kept by the register alone
}

// Second says which parts the optional second step has, after the tap. Without any there is no second step.
type Second struct {
	Reasons bool `json:"reasons,omitempty"` // reasons to choose from, by face
	Service bool `json:"service,omitempty"` // which service it was about
	Comment bool `json:"comment,omitempty"` // a few words
}

// Any says whether there is a second step.
func (s Second) Any() bool { return s.Reasons || s.Service || s.Comment }

// Burst overrides the rule by which taps are judged to come from no queue of people: more than Taps within a window. A zero part
// means the house's default.
type Burst struct {
	Taps   int           `json:"taps,omitempty"`
	Within time.Duration `json:"within,omitempty"` // a whole number of seconds
}

// FirstLanguage is the language shown first.
func (s Screen) FirstLanguage() string {
	if s.Language == "" {
		return mainLanguage
	}
	return s.Language
}

// mainLanguage is the language of the charter itself.
const mainLanguage = "bg"

// checkAbout collects what is wrong with an id, which may be empty, and with what a kiosk or place is about.
func (r *Register) checkAbout(f *faults, cat *Catalogue, id string, a About) {
	if id != "" && !idForm.MatchString(id) {
		f.add("id", "catalogue_id_form", fault.Params{"id": id})
	}
	if _, known := cat.Office(a.Office); !known {
		f.add("office", "no_such_office", fault.Params{"office": a.Office})
	}
	if _, known := cat.Department(a.Department); a.Department != "" && !known {
		f.add("department", "no_such_department", fault.Params{"department": a.Department})
	}
	if _, known := cat.Service(a.Service); a.Service != "" && !known {
		f.add("service", "no_such_service", fault.Params{"service": a.Service})
	}
	if q, known := r.charter.Question(a.Question); !known || len(q.Faces) == 0 {
		f.add("question", "no_such_question", fault.Params{"question": a.Question})
	}
}

// checkScreen collects what is wrong with what a kiosk or place offers; service is the one it is about, empty when it is not.
func (r *Register) checkScreen(f *faults, cat *Catalogue, question, service string, s Screen) {
	q, _ := r.charter.Question(question)
	worded := func(lang string) bool { return q.Kiosk[lang] != "" }
	for i, lang := range s.Languages {
		if !worded(lang) || slices.Contains(s.Languages[:i], lang) {
			f.add("languages", "no_such_language", nil)
			break
		}
	}
	first := s.FirstLanguage()
	if !worded(first) || len(s.Languages) > 0 && !slices.Contains(s.Languages, first) {
		f.add("language", "kiosk_language_not_offered", nil)
	}
	if len(s.Services) > KioskServicesMax {
		f.add("services", "kiosk_services_many", fault.Params{"max": KioskServicesMax, "count": len(s.Services)})
	}
	for i, id := range s.Services {
		if _, known := cat.Service(id); !known || slices.Contains(s.Services[:i], id) {
			f.add("services", "no_such_service", fault.Params{"service": id})
			break
		}
	}
	switch {
	case s.Second.Service && service != "":
		f.add("second_service", "kiosk_service_known", nil)
	case s.Second.Service && len(s.Services) == 0:
		f.add("services", "kiosk_services_missing", nil)
	}
	s.Hours.check(f)
	if b := s.Burst; b.Taps < 0 || b.Taps == 1 || b.Taps > BurstTapsMax {
		f.add("burst_taps", "kiosk_burst_taps", fault.Params{"max": BurstTapsMax})
	}
	if w := s.Burst.Within; w < 0 || w > BurstWithinMax || w%time.Second != 0 {
		f.add("burst_within", "kiosk_burst_within", fault.Params{"max": int(BurstWithinMax / time.Second)})
	}
}

func writeScreen(s Screen) (string, error) {
	b, err := json.Marshal(s)
	return string(b), err
}

func readScreen(text string) (Screen, error) {
	var s Screen
	err := json.Unmarshal([]byte(text), &s)
	return s, err
}
