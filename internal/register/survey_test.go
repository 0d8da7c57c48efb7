package register

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSurveyLinkGivesOneAnswer(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	token, _, err := h.NewSurveyLink(ctx, SurveyLink{Service: "2079", Office: "kasi", OrderSpeed: "fast", Record: "АО-17/2026"})
	h.must(err)
	l, err := h.SurveyByToken(ctx, token)
	h.must(err)
	if l.Department != "grao" || l.Record != "АО-17/2026" || l.Used != nil || !l.Expires.Equal(h.now.Add(surveyRest)) {
		t.Errorf("%+v", l)
	}
	if strings.Contains(h.dump("survey_links"), token) {
		t.Error("the secret itself is kept")
	}
	h.must(h.SurveyUsed(ctx, token))
	h.now = h.now.AddDate(1, 0, 0)
	if again, err := h.SurveyByToken(ctx, token); err != nil || again.Used == nil || again.ResponseID != l.ResponseID {
		t.Errorf("%+v, %v", again, err)
	}
	open, _, err := h.NewSurveyLink(ctx, SurveyLink{})
	h.must(err)
	h.now = h.now.Add(surveyRest)
	_, err = h.SurveyByToken(ctx, open)
	wantFault(t, err, "survey_expired")
	_, err = h.SurveyByToken(ctx, "x")
	wantFault(t, err, "survey_unknown")
}

func TestSurveyLinkRefusals(t *testing.T) {
	h := openHall(t)
	_, _, err := h.NewSurveyLink(context.Background(), SurveyLink{
		Service: "x", Department: "x", Office: "x", OrderSpeed: "x", Record: "a\u202E", Expires: h.now.Add(-time.Second),
	})
	want := []string{"service=no_such_service", "department=no_such_department", "office=no_such_office", "order_speed=survey_speed", "record=survey_record", "expires=survey_expires"}
	if got := codes(t, err); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}
