package register

import (
	"context"
	"reflect"
	"slices"
	"testing"

	"github.com/google/uuid"

	"harta/internal/fault"
)

func TestConsultations(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	c := Consultation{ID: uuid.New(), Topic: "prices", Service: "2079", Office: "kasi", Channel: "phone", Minutes: 4, Department: "taxes", By: "u"}
	h.must(h.PutConsultation(ctx, c))
	h.must(h.PutConsultation(ctx, c)) // a double click
	day := h.charter.Calendar.CivilDay(h.now)
	list, err := h.Consultations(ctx, day, "")
	h.must(err)
	want := c
	want.Version, want.Moment, want.Department = 1, h.now.UTC(), "grao" // the service's own
	if len(list) != 1 || !reflect.DeepEqual(list[0], want) {
		t.Fatalf("list %+v, want %+v", list, want)
	}
	h.now = h.now.AddDate(0, 0, 1) // corrected the next day, it stays where it was
	c.Version, c.Minutes = 1, 14
	h.must(h.PutConsultation(ctx, c))
	f := wantFault(t, h.PutConsultation(ctx, c), "consultation_changed")
	if f.Kind != fault.KindConflict {
		t.Errorf("kind %d", f.Kind)
	}
	c.Version, c.Dropped = 2, true
	h.must(h.PutConsultation(ctx, c))
	if list, err := h.Consultations(ctx, day, ""); err != nil || len(list) != 0 {
		t.Errorf("a dropped one is listed: %+v, %v", list, err)
	}
	var versions []uint64
	for _, item := range h.outbox() {
		if item.Kind != ConsultationFacts || item.Consultation.Day != day.String() || item.Consultation.ID != c.ID {
			t.Errorf("fact %+v", item)
		}
		versions = append(versions, item.Consultation.Version)
	}
	if !slices.Equal(versions, []uint64{1, 2, 3}) {
		t.Errorf("facts of the versions %v", versions)
	}
	if list, err := h.Consultations(ctx, day, "taxes"); err != nil || len(list) != 0 {
		t.Errorf("another department's list: %+v, %v", list, err)
	}
	wantFault(t, h.PutConsultation(ctx, Consultation{ID: uuid.New(), Version: 3, Topic: "prices", Channel: "phone", Minutes: 1}), "consultation_unknown")
	got := codes(t, h.PutConsultation(ctx, Consultation{Topic: "x", Channel: "fax", Minutes: 481, Service: "x", Office: "x"}))
	if !slices.Equal(got, []string{"topic=consultation_topic_missing", "channel=consultation_channel_missing", "minutes=consultation_minutes",
		"service=no_such_service", "office=no_such_office", "id=consultation_id"}) {
		t.Errorf("faults %v", got)
	}
}
