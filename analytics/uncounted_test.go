package analytics_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"

	"harta/analytics"
	"harta/internal/charter"
	"harta/internal/fault"
)

func TestUncounted(t *testing.T) {
	l := newLab(t)
	ctx := context.Background()
	restored := uuid.New()
	l.answers(t,
		answer{Moment: at("2026-11-02 10:00"), Reason: "burst", Score: 1},
		answer{Moment: at("2026-11-02 10:01"), Reason: "burst", Score: 5},
		answer{Moment: at("2026-11-02 23:30"), Reason: "closed", Score: 4},
		answer{Moment: at("2026-11-03 10:00"), Reason: "spam", Channel: "qr", Score: 3},
		answer{Moment: at("2026-11-03 10:05"), Score: 3}, // counts
		answer{Moment: at("2026-11-03 11:00"), ID: restored, Reason: "burst", Score: 2, Version: 2},
		answer{Moment: at("2026-11-03 11:00"), ID: restored, Score: 2, Version: 9}, // an officer decided so
		answer{Moment: at("2026-12-01 10:00"), Reason: "burst", Score: 2},          // another month
	)
	november := analytics.UncountedFilter{From: charter.NewDate(2026, 11, 1), To: charter.NewDate(2026, 11, 30)}
	counts, err := l.UncountedCounts(ctx, november)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range counts {
		got = append(got, fmt.Sprint(c.Day, " ", c.Channel, " ", c.Reason, " ", c.N))
	}
	if want := []string{"2026-11-03 qr spam 1", "2026-11-02  burst 2", "2026-11-02  closed 1"}; !slices.Equal(got, want) {
		t.Errorf("counts %q, want %q", got, want)
	}
	rows, err := l.Uncounted(ctx, november, 1, 2)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 2 || rows[0].Reason != "closed" || rows[0].Score != 4 || !rows[0].Moment.Equal(at("2026-11-02 23:30")) ||
		rows[0].Day.String() != "2026-11-02" || rows[1].Score != 5 {
		t.Errorf("rows %+v", rows)
	}
	november.Reasons = []string{"spam"}
	if rows, err = l.Uncounted(ctx, november, 0, 5000); err != nil || len(rows) != 1 || rows[0].Channel != "qr" {
		t.Errorf("spam: %+v, %v", rows, err)
	}
	_, err = l.UncountedCounts(ctx, analytics.UncountedFilter{From: charter.NewDate(2026, 11, 2), To: charter.NewDate(2026, 11, 1)})
	if f, ok := fault.As(err); !ok || f.Code != "period_ends_before_start" {
		t.Errorf("days in reverse: %v", err)
	}
}
