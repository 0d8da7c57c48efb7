package town

import (
	"maps"
	"math"
	"slices"

	"harta/internal/charter"
)

// The planted truths, by id.
const (
	TruthLate   = "service_late"  // one service becomes late
	TruthBetter = "office_better" // one office improves
	TruthBurst  = "kiosk_burst"   // children press one kiosk
	TruthMix    = "mix"           // the total falls, and nothing got worse
	TruthTiny   = "office_tiny"   // one office has too few answers for any figure
)

// Truth is something that is so in the town because it was put there: what a good analysis finds, or refuses to say.
type Truth struct {
	ID   string
	What charter.Label
	// Fact is the table it can be seen in: records or answers.
	Fact string
	// Service, Office and Kiosk say where; empty: everywhere.
	Service, Office, Kiosk string
	// Since is the first day of it; zero: it was always so.
	Since charter.Date
	// Days are the single days on which it happens, in order.
	Days []charter.Date
	// Size is by how much the share changes, from 0 to 1: of requests in time, of satisfied people; for the mix, within every
	// service. For a burst it is the least number of its taps, for the tiny office the most answers a month has.
	Size float64
}

// mostTiny is the most answers the tiny office gives in any month, one below what may be shown.
const mostTiny = 4

// leastBurst and mostBurst bound the number of taps of a burst.
const leastBurst, mostBurst = 28, 72

// Truths tells what was planted into this town. The order is that of the list above.
func (t *Town) Truths() []Truth {
	plot := t.byID[servicePlot]
	return []Truth{
		{
			ID: TruthLate, Fact: "records", Service: servicePlot, Since: t.plan.late,
			Size: inTime(plot.pace*slower, plot.spread) - inTime(plot.pace, plot.spread),
			What: label("Издаването на скици започва да закъснява: работата трае почти двойно по-дълго.",
				"Plot plans become late: the work takes almost twice as long."),
		},
		{
			ID: TruthBetter, Fact: "answers", Office: officeEast, Since: t.plan.better, Size: betterAfter - betterBefore,
			What: label("Гише „Изток“ се подобрява: делът на удовлетворените нараства с 19 процентни пункта.",
				"The branch counter “Iztok” improves: the share of satisfied people rises by 19 percentage points."),
		},
		{
			ID: TruthBurst, Fact: "answers", Office: officeVillage, Kiosk: kioskChildren, Size: leastBurst,
			Days: slices.SortedFunc(maps.Keys(t.plan.bursts), charter.Date.Compare),
			What: label("След училище деца натискат терминала в Долна поляна десетки пъти за минута.",
				"After school children press the kiosk in Dolna polyana dozens of times a minute."),
		},
		{
			ID: TruthMix, Fact: "answers", Service: serviceParking, Since: t.plan.mix, Size: mixRise,
			What: label("Общата удовлетвореност пада, защото все повече отговори са за картите за паркиране; по всяка отделна услуга тя леко се повишава.",
				"Satisfaction falls in total because more answers are about parking permits; within every service it rises a little."),
		},
		{
			ID: TruthTiny, Fact: "answers", Office: officeTiny, Size: mostTiny,
			What: label("Кметство Бели камък има твърде малко отговори за какъвто и да е извод.",
				"The village office Beli kamak has too few answers for any conclusion."),
		},
	}
}

// inTime is the share of durations within the term when they are lognormal with the given median, as a share of the term.
func inTime(median, sigma float64) float64 {
	return .5 * math.Erfc(math.Log(median)/(sigma*math.Sqrt2))
}
