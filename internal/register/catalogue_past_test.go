package register

import (
	"context"
	"reflect"
	"testing"
	"time"

	"harta/internal/charter"
)

// A term or a price that changes leaves the old one with its dates, and what does not change leaves nothing.
func TestServiceKeepsItsPast(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	first := Service{
		ID: "2109", Name: charter.Label{"bg": "Скица"}, Department: "grao",
		Terms:  []Term{{"ordinary", charter.Term{Amount: 14, Unit: charter.Days}}},
		Prices: []Price{{"", 500}, {"express", 2000}},
	}
	h.must(h.PutServices(ctx, []Service{first}, "maria"))
	again := first
	again.Prices = []Price{{"express", 2000}, {"", 500}} // the same in another order
	h.must(h.PutServices(ctx, []Service{again}, "maria"))
	if past, err := h.ServicePast(ctx, "2109"); err != nil || len(past) != 0 {
		t.Fatalf("nothing changed: %+v, %v", past, err)
	}
	h.now = sofia(2026, time.May, 5, 9, 0)
	second := first
	second.Terms = []Term{{"ordinary", charter.Term{Amount: 7, Unit: charter.WorkingDays}}}
	h.must(h.PutServices(ctx, []Service{second}, "ivan"))
	third := second
	third.Prices = []Price{{"", 700}}
	third.ValidTo = charter.NewDate(2026, 12, 31)
	h.must(h.PutService(ctx, third))
	past, err := h.ServicePast(ctx, "2109")
	h.must(err)
	if len(past) != 2 || !past[0].Same(second) || !past[1].Same(first) || past[1].By != "ivan" || !past[1].Until.Equal(h.now) {
		t.Errorf("the past: %+v", past)
	}
	now, _ := h.snapshot().Service("2109")
	if !reflect.DeepEqual(now.Prices, third.Prices) || !now.Same(third) {
		t.Errorf("now: %+v", now)
	}
	if cents, ok := first.Price("express"); !ok || cents != 2000 {
		t.Errorf("express: %d, %v", cents, ok)
	}
	if cents, ok := first.Price("fast"); !ok || cents != 500 {
		t.Errorf("fast: %d, %v", cents, ok)
	}
	if _, ok := (Service{}).Price("fast"); ok {
		t.Error("a price that nobody said")
	}
	if third.Offered(charter.NewDate(2027, 1, 1)) || !third.Offered(charter.NewDate(2026, 12, 31)) {
		t.Error("the last day of the validity")
	}
}

// Several services are put together or not at all.
func TestPutServicesTogether(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	good := Service{ID: "1", Name: charter.Label{"bg": "Едно"}}
	for _, bad := range []Service{
		{ID: "2", Name: charter.Label{"bg": "Две"}, Prices: []Price{{"", -1}}},
		{ID: "2", Name: charter.Label{"bg": "Две"}, Prices: []Price{{"slow", 1}}},
		{ID: "2", Name: charter.Label{"bg": "Две"}, Prices: []Price{{"", 1}, {"", 2}}},
		{ID: "2", Name: charter.Label{"bg": "Две"}, Prices: []Price{{"", priceMost + 1}}},
	} {
		if got := codes(t, h.PutServices(ctx, []Service{good, bad}, "")); len(got) != 1 || got[0] != "prices=service_price_wrong" {
			t.Errorf("%+v: %v", bad.Prices, got)
		}
	}
	if _, ok := h.snapshot().Service("1"); ok {
		t.Error("half of the services were stored")
	}
}
