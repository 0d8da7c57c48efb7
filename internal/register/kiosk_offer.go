package register

import (
	"slices"
	"time"
)

// Offer is what a screen let people add to a tap until its settings were changed. Pages that are open, or wait without network, learn
// of a change late, and what was added on them was offered then.
type Offer struct {
	Second   Second    `json:"second"`
	Services []string  `json:"services,omitempty"`
	Until    time.Time `json:"until"`
}

// Offered is what people may have added who come only now: what the screen offers, and what it did within the time for which taps are
// taken by their own moment.
func (s Screen) Offered(now time.Time) Offer {
	all := Offer{Second: s.Second, Services: slices.Clone(s.Services), Until: now}
	for _, o := range lately(s.Before, now) {
		all.Second.Reasons = all.Second.Reasons || o.Second.Reasons
		all.Second.Service = all.Second.Service || o.Second.Service
		all.Second.Comment = all.Second.Comment || o.Second.Comment
		all.Services = append(all.Services, o.Services...)
	}
	return all
}

// after is the screen as it takes the place of another one: it remembers what that one offered.
func (s Screen) after(held Screen, now time.Time) Screen {
	s.Before = lately(held.Before, now)
	if held.Second.Any() && (held.Second != s.Second || !slices.Equal(held.Services, s.Services)) {
		s.Before = append(s.Before, Offer{Second: held.Second, Services: held.Services, Until: now.UTC()})
	}
	return s
}

// lately are the offers that still matter.
func lately(offers []Offer, now time.Time) []Offer {
	var list []Offer
	for _, o := range offers {
		if now.Sub(o.Until) <= formerFor {
			list = append(list, o)
		}
	}
	return list
}
