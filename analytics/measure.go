package analytics

// Unit says how a figure is read and written.
type Unit string

// The units. Shares are 0..1 and written in per cent; days are calendar days as a real number (24 hours); minutes are of a clock that
// runs on.
const (
	UnitCount   Unit = "count"
	UnitShare   Unit = "share"
	UnitScore   Unit = "score" // 1..5
	UnitDays    Unit = "days"
	UnitMinutes Unit = "minutes"
)

// Decimals is how many decimals a figure of the unit is written with, everywhere alike. A share of fewer than a hundred items has
// none, which would pretend to know more than the sample does; minutes have one only where they are not whole.
func (u Unit) Decimals(x float64, n int64) int {
	switch u {
	case UnitShare:
		if n < 100 {
			return 0
		}
		return 1
	case UnitScore:
		return 2
	case UnitDays:
		return 1
	case UnitMinutes:
		if round(x, 1) == round(x, 0) {
			return 0
		}
		return 1
	}
	return 0
}

// Better is the direction in which a measure improves.
type Better string

// The directions.
const (
	BetterUp      Better = "up"
	BetterDown    Better = "down"
	BetterNeither Better = "neither"
)

// Fact is the table of facts a measure is computed from.
type Fact string

// The facts.
const (
	FactAnswers       Fact = "answers"
	FactRecords       Fact = "records"
	FactCases         Fact = "cases"
	FactReasons       Fact = "reasons" // answers of kiosks and QR codes with the reasons beside them
	FactConsultations Fact = "consultations"
)

// events says that the facts are events which are written down as they happen: from the first one on, none of them is an answer too.
func (f Fact) events() bool { return f == FactCases || f == FactConsultations }

// people is the column that counts who answered, in the facts about what people answer.
func (f Fact) people() string {
	switch f {
	case FactAnswers:
		return "answers"
	case FactReasons:
		return "reason_answers"
	}
	return ""
}

// Measure is the meaning of a figure. Its label and help are the messages "measure.<key>" and "measure.<key>.help"; its
// formula is one line of the fact's query.
type Measure struct {
	Key    string `json:"key"`
	Fact   Fact   `json:"fact"`
	Unit   Unit   `json:"unit"`
	Better Better `json:"better"`
	// Smallest is the smallest sample whose figure is shown at all; below it the cell is StateFew. Workload counts have 0.
	Smallest int64 `json:"smallest"`
	// Of names the measure that counts the items behind this one (its n), for the definitions page and the workbook.
	Of string `json:"of,omitempty"`
	// Excludes names the counts that the definition leaves out, for the table's remark.
	Excludes []string `json:"excludes,omitempty"`

	formula formula
}

// Dimension is a way to split a report. Its label is the message "dimension.<key>". A group whose key is empty is the one whose
// facts do not say (message "dimension.unstated").
type Dimension struct {
	Key     string `json:"key"`     // total, month, hour, service, department, office, channel, order_speed, score, question, category, reason, kiosk, topic
	Ordered bool   `json:"ordered"` // rows keep the dimension's own order (months, scores) instead of falling by n
}

// View is the figure a report is drawn as by default.
type View string

// The views.
const (
	ViewHeadline     View = "headline"     // a few large figures, no chart
	ViewTrend        View = "trend"        // a line over months with its interval
	ViewBars         View = "bars"         // a horizontal bar a group with its interval
	ViewStacked      View = "stacked"      // parts of a whole per group
	ViewDistribution View = "distribution" // the five scores
	ViewPareto       View = "pareto"       // counts falling, with the running share
)

// Topic is one of the subjects of the house.
type Topic string

// The topics.
const (
	TopicSatisfaction  Topic = "satisfaction"
	TopicTimeliness    Topic = "timeliness"
	TopicComplaints    Topic = "complaints"
	TopicConsultations Topic = "consultations"
)

// Report is one question with its answer's shape. Its title is the message "report.<key>" (a question), its subtitle
// "report.<key>.help".
type Report struct {
	Key       string   `json:"key"`
	Topic     Topic    `json:"topic"`
	Fact      Fact     `json:"fact"`
	Dimension string   `json:"dimension"`
	Measures  []string `json:"measures"`
	Headline  string   `json:"headline"`        // the measure that is drawn and compared
	Stack     []string `json:"stack,omitempty"` // the measures that ViewStacked draws, in order
	View      View     `json:"view"`
	// Backlog reports count what is open at the cut-off and was received up to the period's last day, however long ago.
	Backlog bool `json:"backlog,omitempty"`
}
