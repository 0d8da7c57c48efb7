package analytics

// What the reports of one fact show: the headline first, then what stands behind it.
var (
	answerMeasures = []string{"satisfied_share", "answers", "satisfied", "mean_score"}
	scoreMeasures  = []string{"answers", "score_1", "score_2", "score_3", "score_4", "score_5", "satisfied_share"}
	scoreStack     = []string{"score_1", "score_2", "score_3", "score_4", "score_5"}

	reasonMeasures = []string{"reasoned_share", "reasoned", "reason_answers"}

	timelinessTotal = []string{
		"in_time_share", "in_time_at_least", "in_time_at_most",
		"records", "in_time", "late", "open_in_time", "no_deadline", "undated", "withdrawn", "forwarded",
		"median_days", "p90_days",
	}
	timelinessTrend  = []string{"in_time_share", "in_time_at_least", "in_time_at_most", "decided", "records"}
	recordMeasures   = []string{"in_time_share", "records", "in_time", "late", "open_in_time", "no_deadline", "median_days", "p90_days"}
	recordStates     = []string{"records", "in_time", "late", "open_in_time", "no_deadline", "undated", "withdrawn", "forwarded", "in_time_share"}
	recordStack      = []string{"in_time", "late", "open_in_time", "no_deadline"}
	durationMeasures = []string{"median_days", "p90_days", "records", "clocked", "open"}
	backlogMeasures  = []string{"open", "overdue", "oldest_open_days"}
	closingMeasures  = []string{"closing_age", "records", "closed", "unclosed", "undated"}

	complaintsTotal = []string{
		"complaints", "case_in_time_share",
		"case_kept", "case_kept_extended", "case_late", "case_waiting", "case_no_deadline", "case_withdrawn", "case_forwarded", "case_not_examined",
		"case_open", "case_overdue", "case_median_days", "case_p90_days",
	}
	complaintTrend   = []string{"complaints", "case_open", "case_overdue"}
	categoryMeasures = []string{"complaints", "complaint_share", "running_share", "case_in_time_share", "case_open", "case_overdue"}
	caseMeasures     = []string{"complaints", "case_in_time_share", "case_kept", "case_kept_extended", "case_late", "case_waiting", "case_open", "case_overdue"}
	caseStates       = []string{"case_in_time_share", "complaints", "case_kept", "case_kept_extended", "case_late", "case_waiting", "case_median_days"}
	caseStack        = []string{"case_kept", "case_kept_extended", "case_late", "case_waiting"}
	caseBacklog      = []string{"case_open", "case_overdue", "case_oldest_days"}

	consultationTotal    = []string{"consultations", "consultation_phone", "consultation_counter", "consultation_median", "consultation_minutes"}
	consultationMeasures = []string{"consultations", "consultation_share", "consultation_median", "consultation_minutes"}
	consultationTopics   = []string{"consultations", "consultation_share", "consultation_running", "consultation_median", "consultation_minutes"}
)

// reports is the catalogue of questions, in the order of the pages.
var reports = []*Report{
	{Key: "satisfaction_total", Topic: TopicSatisfaction, Fact: FactAnswers, Dimension: "total", Measures: answerMeasures, Headline: "satisfied_share", View: ViewHeadline},
	{Key: "satisfaction_by_month", Topic: TopicSatisfaction, Fact: FactAnswers, Dimension: "month", Measures: answerMeasures, Headline: "satisfied_share", View: ViewTrend},
	{Key: "satisfaction_scores", Topic: TopicSatisfaction, Fact: FactAnswers, Dimension: "score", Measures: []string{"answer_share", "answers"}, Headline: "answer_share", View: ViewDistribution},
	{Key: "satisfaction_scores_by_month", Topic: TopicSatisfaction, Fact: FactAnswers, Dimension: "month", Measures: scoreMeasures, Headline: "satisfied_share", Stack: scoreStack, View: ViewStacked},
	{Key: "satisfaction_by_service", Topic: TopicSatisfaction, Fact: FactAnswers, Dimension: "service", Measures: answerMeasures, Headline: "satisfied_share", View: ViewBars},
	{Key: "satisfaction_by_department", Topic: TopicSatisfaction, Fact: FactAnswers, Dimension: "department", Measures: answerMeasures, Headline: "satisfied_share", View: ViewBars},
	{Key: "satisfaction_by_office", Topic: TopicSatisfaction, Fact: FactAnswers, Dimension: "office", Measures: answerMeasures, Headline: "satisfied_share", View: ViewBars},
	{Key: "satisfaction_by_channel", Topic: TopicSatisfaction, Fact: FactAnswers, Dimension: "channel", Measures: answerMeasures, Headline: "satisfied_share", View: ViewBars},
	{Key: "satisfaction_by_question", Topic: TopicSatisfaction, Fact: FactAnswers, Dimension: "question", Measures: answerMeasures, Headline: "satisfied_share", View: ViewBars},
	{Key: "satisfaction_by_hour", Topic: TopicSatisfaction, Fact: FactAnswers, Dimension: "hour", Measures: answerMeasures, Headline: "satisfied_share", View: ViewBars},
	{Key: "reasons_of_dissatisfied", Topic: TopicSatisfaction, Fact: FactReasons, Dimension: "reason", Measures: []string{"reason_low_share", "reason_low"}, Headline: "reason_low_share", View: ViewBars},
	{Key: "reasons_of_satisfied", Topic: TopicSatisfaction, Fact: FactReasons, Dimension: "reason", Measures: []string{"reason_high_share", "reason_high"}, Headline: "reason_high_share", View: ViewBars},
	{Key: "reasons_by_score", Topic: TopicSatisfaction, Fact: FactReasons, Dimension: "score", Measures: reasonMeasures, Headline: "reasoned_share", View: ViewBars},
	{Key: "reasons_by_office", Topic: TopicSatisfaction, Fact: FactReasons, Dimension: "office", Measures: reasonMeasures, Headline: "reasoned_share", View: ViewBars},
	{Key: "reasons_by_service", Topic: TopicSatisfaction, Fact: FactReasons, Dimension: "service", Measures: reasonMeasures, Headline: "reasoned_share", View: ViewBars},
	{Key: "reasons_by_kiosk", Topic: TopicSatisfaction, Fact: FactReasons, Dimension: "kiosk", Measures: reasonMeasures, Headline: "reasoned_share", View: ViewBars},
	{Key: "reasons_by_month", Topic: TopicSatisfaction, Fact: FactReasons, Dimension: "month", Measures: reasonMeasures, Headline: "reasoned_share", View: ViewTrend},

	{Key: "timeliness_total", Topic: TopicTimeliness, Fact: FactRecords, Dimension: "total", Measures: timelinessTotal, Headline: "in_time_share", View: ViewHeadline},
	{Key: "timeliness_by_month", Topic: TopicTimeliness, Fact: FactRecords, Dimension: "month", Measures: timelinessTrend, Headline: "in_time_share", View: ViewTrend},
	{Key: "timeliness_states_by_month", Topic: TopicTimeliness, Fact: FactRecords, Dimension: "month", Measures: recordStates, Headline: "in_time_share", Stack: recordStack, View: ViewStacked},
	{Key: "duration_by_month", Topic: TopicTimeliness, Fact: FactRecords, Dimension: "month", Measures: durationMeasures, Headline: "median_days", View: ViewTrend},
	{Key: "timeliness_by_service", Topic: TopicTimeliness, Fact: FactRecords, Dimension: "service", Measures: recordMeasures, Headline: "in_time_share", View: ViewBars},
	{Key: "timeliness_by_order_speed", Topic: TopicTimeliness, Fact: FactRecords, Dimension: "order_speed", Measures: recordMeasures, Headline: "in_time_share", View: ViewBars},
	{Key: "timeliness_by_department", Topic: TopicTimeliness, Fact: FactRecords, Dimension: "department", Measures: recordMeasures, Headline: "in_time_share", View: ViewBars},
	{Key: "timeliness_by_channel", Topic: TopicTimeliness, Fact: FactRecords, Dimension: "channel", Measures: recordMeasures, Headline: "in_time_share", View: ViewBars},
	{Key: "timeliness_by_office", Topic: TopicTimeliness, Fact: FactRecords, Dimension: "office", Measures: recordMeasures, Headline: "in_time_share", View: ViewBars},
	{Key: "duration_by_service", Topic: TopicTimeliness, Fact: FactRecords, Dimension: "service", Measures: durationMeasures, Headline: "median_days", View: ViewBars},
	{Key: "backlog_by_department", Topic: TopicTimeliness, Fact: FactRecords, Dimension: "department", Measures: backlogMeasures, Headline: "open", View: ViewBars, Backlog: true},
	{Key: "backlog_by_service", Topic: TopicTimeliness, Fact: FactRecords, Dimension: "service", Measures: backlogMeasures, Headline: "open", View: ViewBars, Backlog: true},
	{Key: "closing_age", Topic: TopicTimeliness, Fact: FactRecords, Dimension: "total", Measures: closingMeasures, Headline: "closing_age", View: ViewHeadline},

	{Key: "complaints_total", Topic: TopicComplaints, Fact: FactCases, Dimension: "total", Measures: complaintsTotal, Headline: "case_in_time_share", View: ViewHeadline},
	{Key: "complaints_by_month", Topic: TopicComplaints, Fact: FactCases, Dimension: "month", Measures: complaintTrend, Headline: "complaints", View: ViewTrend},
	{Key: "complaints_by_category", Topic: TopicComplaints, Fact: FactCases, Dimension: "category", Measures: categoryMeasures, Headline: "complaints", View: ViewPareto},
	{Key: "complaints_by_concern", Topic: TopicComplaints, Fact: FactCases, Dimension: "concern", Measures: caseStates, Headline: "case_in_time_share", View: ViewBars},
	{Key: "complaints_answered_by_month", Topic: TopicComplaints, Fact: FactCases, Dimension: "month", Measures: caseStates, Headline: "case_in_time_share", Stack: caseStack, View: ViewStacked},
	{Key: "complaints_by_department", Topic: TopicComplaints, Fact: FactCases, Dimension: "department", Measures: caseMeasures, Headline: "complaints", View: ViewBars},
	{Key: "complaints_by_office", Topic: TopicComplaints, Fact: FactCases, Dimension: "office", Measures: caseMeasures, Headline: "complaints", View: ViewBars},
	{Key: "complaints_by_channel", Topic: TopicComplaints, Fact: FactCases, Dimension: "channel", Measures: caseMeasures, Headline: "complaints", View: ViewBars},
	{Key: "complaints_backlog_by_department", Topic: TopicComplaints, Fact: FactCases, Dimension: "department", Measures: caseBacklog, Headline: "case_open", View: ViewBars, Backlog: true},

	{Key: "consultations_total", Topic: TopicConsultations, Fact: FactConsultations, Dimension: "total", Measures: consultationTotal, Headline: "consultations", View: ViewHeadline},
	{Key: "consultations_by_month", Topic: TopicConsultations, Fact: FactConsultations, Dimension: "month", Measures: consultationTotal, Headline: "consultations", View: ViewTrend},
	{Key: "consultation_length_by_month", Topic: TopicConsultations, Fact: FactConsultations, Dimension: "month", Measures: []string{"consultation_median", "consultations", "consultation_minutes"}, Headline: "consultation_median", View: ViewTrend},
	{Key: "consultations_by_topic", Topic: TopicConsultations, Fact: FactConsultations, Dimension: "topic", Measures: consultationTopics, Headline: "consultations", View: ViewPareto},
	{Key: "consultations_by_service", Topic: TopicConsultations, Fact: FactConsultations, Dimension: "service", Measures: consultationMeasures, Headline: "consultations", View: ViewBars},
	{Key: "consultations_by_department", Topic: TopicConsultations, Fact: FactConsultations, Dimension: "department", Measures: consultationMeasures, Headline: "consultations", View: ViewBars},
	{Key: "consultations_by_office", Topic: TopicConsultations, Fact: FactConsultations, Dimension: "office", Measures: consultationMeasures, Headline: "consultations", View: ViewBars},
	{Key: "consultations_by_channel", Topic: TopicConsultations, Fact: FactConsultations, Dimension: "channel", Measures: consultationMeasures, Headline: "consultations", View: ViewBars},
	{Key: "consultations_by_hour", Topic: TopicConsultations, Fact: FactConsultations, Dimension: "hour", Measures: consultationMeasures, Headline: "consultations", View: ViewBars},
}

// Reports returns every report in the order of the catalogue. The caller must not change them.
func Reports() []*Report { return reports }

// ReportsOf returns the reports of a topic in the order of the catalogue.
func ReportsOf(topic Topic) []*Report {
	var of []*Report
	for _, r := range reports {
		if r.Topic == topic {
			of = append(of, r)
		}
	}
	return of
}

// ReportByKey returns the report with the given key.
func ReportByKey(key string) (*Report, bool) {
	for _, r := range reports {
		if r.Key == key {
			return r, true
		}
	}
	return nil, false
}
