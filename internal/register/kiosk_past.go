package register

import (
	"slices"
	"time"
)

// About is what the answers of a kiosk or place are about.
type About struct {
	Office     string `json:"office"`
	Department string `json:"department,omitempty"`
	Service    string `json:"service,omitempty"`
	Question   string `json:"question"`
}

// About is what the answers of the kiosk are about now.
func (k Kiosk) About() About { return About{k.Office, k.Department, k.Service, k.Question} }

// About is what the answers of the place are about now.
func (p Place) About() About { return About{p.Office, p.Department, p.Service, p.Question} }

// Past is what a kiosk or place was until its settings were changed. Pages that are open, or wait without network, learn of a change
// late: what was tapped on them is about what the kiosk was about then, and what was added was offered then.
type Past struct {
	Second   Second    `json:"second"`
	Services []string  `json:"services,omitempty"`
	About    About     `json:"about,omitzero"`  // zero: not remembered
	Hours    *Hours    `json:"hours,omitempty"` // nil: not remembered
	Until    time.Time `json:"until"`
}

// Offered is what people may have added who come only now: what the screen offers, and what it did within the time for which taps are
// taken by their own moment.
func (s Screen) Offered(now time.Time) (Second, []string) {
	second, services := s.Second, slices.Clone(s.Services)
	for _, p := range lately(s.Before, now) {
		second.Reasons = second.Reasons || p.Second.Reasons
		second.Service = second.Service || p.Second.Service
		second.Comment = second.Comment || p.Second.Comment
		services = append(services, p.Services...)
	}
	return second, services
}

// At is what a kiosk or place was about at a moment, and in which hours it was open then. now is what it is about today.
func (s Screen) At(now About, at time.Time) (About, Hours) {
	about, hours := now, s.Hours
	for _, p := range slices.Backward(s.Before) { // the last ones last until now
		if !at.Before(p.Until) {
			break
		}
		if p.About != (About{}) {
			about = p.About
		}
		if p.Hours != nil {
			hours = *p.Hours
		}
	}
	return about, hours
}

// after is the screen as it takes the place of another one: it remembers what that one was.
func (s Screen) after(held Screen, was, is About, now time.Time) Screen {
	s.Before = lately(held.Before, now)
	if was == (About{}) {
		return s // it is new
	}
	offers := held.Second.Any() && (held.Second != s.Second || !slices.Equal(held.Services, s.Services))
	if offers || was != is || held.Hours != s.Hours {
		s.Before = append(s.Before, Past{Second: held.Second, Services: held.Services, About: was, Hours: &held.Hours, Until: now.UTC()})
	}
	return s
}

// lately is the past that still matters.
func lately(before []Past, now time.Time) []Past {
	var list []Past
	for _, p := range before {
		if now.Sub(p.Until) <= formerFor {
			list = append(list, p)
		}
	}
	return list
}
