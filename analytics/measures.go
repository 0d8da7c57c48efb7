package analytics

// smallestGroup is the number of people below whose answers no detail is shown.
const smallestGroup = 5

// measures is the catalogue of figures. Workload counts and data-quality figures are never hidden; what answers say is hidden
// in groups of fewer than smallestGroup.
var measures = []*Measure{
	// Answers to survey questions; satisfaction is read from the overall question.
	{Key: "answers", Fact: FactAnswers, Unit: UnitCount, Better: BetterNeither, formula: count("answers")},
	{Key: "satisfied", Fact: FactAnswers, Unit: UnitCount, Better: BetterUp, Smallest: smallestGroup, Of: "answers", formula: count("satisfied")},
	{Key: "satisfied_share", Fact: FactAnswers, Unit: UnitShare, Better: BetterUp, Smallest: smallestGroup, Of: "answers", formula: share("satisfied", "answers")},
	{Key: "mean_score", Fact: FactAnswers, Unit: UnitScore, Better: BetterUp, Smallest: smallestGroup, Of: "answers", formula: mean{}},
	{Key: "answer_share", Fact: FactAnswers, Unit: UnitShare, Better: BetterNeither, Smallest: smallestGroup, Of: "answers", formula: part("answers")},
	{Key: "score_1", Fact: FactAnswers, Unit: UnitCount, Better: BetterDown, Smallest: smallestGroup, Of: "answers", formula: count("score_1")},
	{Key: "score_2", Fact: FactAnswers, Unit: UnitCount, Better: BetterDown, Smallest: smallestGroup, Of: "answers", formula: count("score_2")},
	{Key: "score_3", Fact: FactAnswers, Unit: UnitCount, Better: BetterNeither, Smallest: smallestGroup, Of: "answers", formula: count("score_3")},
	{Key: "score_4", Fact: FactAnswers, Unit: UnitCount, Better: BetterUp, Smallest: smallestGroup, Of: "answers", formula: count("score_4")},
	{Key: "score_5", Fact: FactAnswers, Unit: UnitCount, Better: BetterUp, Smallest: smallestGroup, Of: "answers", formula: count("score_5")},

	// Reasons that people chose beside an answer at a kiosk or QR code: low are those of the scores 1 to 3, high of 4 and 5.
	{Key: "reason_answers", Fact: FactReasons, Unit: UnitCount, Better: BetterNeither, formula: count("reason_answers")},
	{Key: "reasoned", Fact: FactReasons, Unit: UnitCount, Better: BetterNeither, formula: count("reasoned")},
	{Key: "reasoned_share", Fact: FactReasons, Unit: UnitShare, Better: BetterNeither, Smallest: smallestGroup, Of: "reason_answers", formula: share("reasoned", "reason_answers")},
	{Key: "reasoned_low", Fact: FactReasons, Unit: UnitCount, Better: BetterNeither, formula: count("reasoned_low")},
	{Key: "reasoned_high", Fact: FactReasons, Unit: UnitCount, Better: BetterNeither, formula: count("reasoned_high")},
	{Key: "reason_low", Fact: FactReasons, Unit: UnitCount, Better: BetterNeither, Smallest: smallestGroup, formula: among("reasoned_low")},
	{Key: "reason_high", Fact: FactReasons, Unit: UnitCount, Better: BetterNeither, Smallest: smallestGroup, formula: among("reasoned_high")},
	{Key: "reason_low_share", Fact: FactReasons, Unit: UnitShare, Better: BetterNeither, Smallest: smallestGroup, Of: "reasoned_low", formula: part("reasoned_low")},
	{Key: "reason_high_share", Fact: FactReasons, Unit: UnitShare, Better: BetterNeither, Smallest: smallestGroup, Of: "reasoned_high", formula: part("reasoned_high")},

	// Service records. The states in_time, late, open_in_time, no_deadline, undated, withdrawn and forwarded add up to records.
	{Key: "records", Fact: FactRecords, Unit: UnitCount, Better: BetterNeither, formula: count("records")},
	{Key: "in_time", Fact: FactRecords, Unit: UnitCount, Better: BetterUp, formula: count("in_time")},
	{Key: "late", Fact: FactRecords, Unit: UnitCount, Better: BetterDown, formula: count("late")},
	{Key: "open_in_time", Fact: FactRecords, Unit: UnitCount, Better: BetterNeither, formula: count("open_in_time")},
	{Key: "no_deadline", Fact: FactRecords, Unit: UnitCount, Better: BetterNeither, formula: count("no_deadline")},
	{Key: "undated", Fact: FactRecords, Unit: UnitCount, Better: BetterDown, formula: count("undated")},
	{Key: "withdrawn", Fact: FactRecords, Unit: UnitCount, Better: BetterNeither, formula: count("withdrawn")},
	{Key: "forwarded", Fact: FactRecords, Unit: UnitCount, Better: BetterNeither, formula: count("forwarded")},
	{Key: "decided", Fact: FactRecords, Unit: UnitCount, Better: BetterNeither, formula: count("decided")},
	{Key: "in_time_share", Fact: FactRecords, Unit: UnitShare, Better: BetterUp, Smallest: smallestGroup, Of: "decided", Excludes: []string{"no_deadline", "undated", "withdrawn", "forwarded"}, formula: pending("in_time", "decided", "open_in_time")},
	{Key: "in_time_at_least", Fact: FactRecords, Unit: UnitShare, Better: BetterUp, Smallest: smallestGroup, Of: "timed", formula: bound{of: "timed", parts: []string{"in_time"}}},
	{Key: "in_time_at_most", Fact: FactRecords, Unit: UnitShare, Better: BetterUp, Smallest: smallestGroup, Of: "timed", formula: bound{of: "timed", parts: []string{"in_time", "open_in_time"}}},
	{Key: "timed", Fact: FactRecords, Unit: UnitCount, Better: BetterNeither, formula: count("timed")},
	{Key: "median_days", Fact: FactRecords, Unit: UnitDays, Better: BetterDown, Smallest: smallestGroup, Of: "clocked", formula: waiting{p: 0.5}},
	{Key: "p90_days", Fact: FactRecords, Unit: UnitDays, Better: BetterDown, Smallest: smallestGroup, Of: "clocked", formula: waiting{p: 0.9}},
	{Key: "clocked", Fact: FactRecords, Unit: UnitCount, Better: BetterNeither, formula: clocked{}},
	{Key: "open", Fact: FactRecords, Unit: UnitCount, Better: BetterDown, formula: count("open")},
	{Key: "overdue", Fact: FactRecords, Unit: UnitCount, Better: BetterDown, formula: count("overdue")},
	{Key: "oldest_open_days", Fact: FactRecords, Unit: UnitDays, Better: BetterDown, Of: "open", formula: oldest{of: "open"}},
	{Key: "closed", Fact: FactRecords, Unit: UnitCount, Better: BetterNeither, formula: count("closed")},
	{Key: "unclosed", Fact: FactRecords, Unit: UnitCount, Better: BetterNeither, formula: count("unclosed")},
	{Key: "closing_age", Fact: FactRecords, Unit: UnitDays, Better: BetterNeither, Smallest: smallestGroup, Of: "closed", formula: median{unit: minutesPerDay}},

	// Complaints. The states case_kept, case_kept_extended, case_late, case_waiting, case_no_deadline, case_withdrawn,
	// case_forwarded and case_not_examined add up to complaints; duplicates are left out before anything is counted.
	{Key: "complaints", Fact: FactCases, Unit: UnitCount, Better: BetterNeither, formula: events("complaints")},
	{Key: "complaint_share", Fact: FactCases, Unit: UnitShare, Better: BetterNeither, Smallest: smallestGroup, Of: "complaints", formula: part("complaints")},
	{Key: "running_share", Fact: FactCases, Unit: UnitShare, Better: BetterNeither, Smallest: smallestGroup, Of: "complaints", formula: running("complaints")},
	{Key: "case_kept", Fact: FactCases, Unit: UnitCount, Better: BetterUp, formula: count("case_kept")},
	{Key: "case_kept_extended", Fact: FactCases, Unit: UnitCount, Better: BetterNeither, formula: count("case_kept_extended")},
	{Key: "case_late", Fact: FactCases, Unit: UnitCount, Better: BetterDown, formula: count("case_late")},
	{Key: "case_waiting", Fact: FactCases, Unit: UnitCount, Better: BetterNeither, formula: count("case_waiting")},
	{Key: "case_no_deadline", Fact: FactCases, Unit: UnitCount, Better: BetterNeither, formula: count("case_no_deadline")},
	{Key: "case_withdrawn", Fact: FactCases, Unit: UnitCount, Better: BetterNeither, formula: count("case_withdrawn")},
	{Key: "case_forwarded", Fact: FactCases, Unit: UnitCount, Better: BetterNeither, formula: count("case_forwarded")},
	{Key: "case_not_examined", Fact: FactCases, Unit: UnitCount, Better: BetterNeither, formula: count("case_not_examined")},
	{Key: "case_decided", Fact: FactCases, Unit: UnitCount, Better: BetterNeither, formula: count("case_decided")},
	{Key: "case_in_time_share", Fact: FactCases, Unit: UnitShare, Better: BetterUp, Smallest: smallestGroup, Of: "case_decided", Excludes: []string{"case_no_deadline", "case_withdrawn", "case_forwarded", "case_not_examined"}, formula: pending("case_in_time", "case_decided", "case_waiting")},
	{Key: "case_median_days", Fact: FactCases, Unit: UnitDays, Better: BetterDown, Smallest: smallestGroup, Of: "case_clocked", formula: waiting{p: 0.5}},
	{Key: "case_p90_days", Fact: FactCases, Unit: UnitDays, Better: BetterDown, Smallest: smallestGroup, Of: "case_clocked", formula: waiting{p: 0.9}},
	{Key: "case_clocked", Fact: FactCases, Unit: UnitCount, Better: BetterNeither, formula: clocked{}},
	{Key: "case_open", Fact: FactCases, Unit: UnitCount, Better: BetterDown, formula: count("case_open")},
	{Key: "case_overdue", Fact: FactCases, Unit: UnitCount, Better: BetterDown, formula: count("case_overdue")},
	{Key: "case_oldest_days", Fact: FactCases, Unit: UnitDays, Better: BetterDown, Of: "case_open", formula: oldest{of: "case_open"}},

	// Consultations by phone and at a desk, as those who gave them wrote them down. consultation_phone and consultation_counter add up
	// to consultations.
	{Key: "consultations", Fact: FactConsultations, Unit: UnitCount, Better: BetterNeither, formula: events("consultations")},
	{Key: "consultation_share", Fact: FactConsultations, Unit: UnitShare, Better: BetterNeither, Smallest: smallestGroup, Of: "consultations", formula: part("consultations")},
	{Key: "consultation_running", Fact: FactConsultations, Unit: UnitShare, Better: BetterNeither, Smallest: smallestGroup, Of: "consultations", formula: running("consultations")},
	{Key: "consultation_phone", Fact: FactConsultations, Unit: UnitCount, Better: BetterNeither, formula: count("consultation_phone")},
	{Key: "consultation_counter", Fact: FactConsultations, Unit: UnitCount, Better: BetterNeither, formula: count("consultation_counter")},
	{Key: "consultation_median", Fact: FactConsultations, Unit: UnitMinutes, Better: BetterNeither, Smallest: smallestGroup, Of: "consultations", formula: median{unit: 1}},
	{Key: "consultation_minutes", Fact: FactConsultations, Unit: UnitMinutes, Better: BetterNeither, Of: "consultations", formula: sum{column: "consultation_minutes", of: "consultations"}},
}

// Measures returns every figure, in the order of the catalogue. The caller must not change them.
func Measures() []*Measure { return measures }

// MeasureByKey returns the measure with the given key.
func MeasureByKey(key string) (*Measure, bool) {
	for _, m := range measures {
		if m.Key == key {
			return m, true
		}
	}
	return nil, false
}
