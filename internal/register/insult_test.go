package register

import (
	"context"
	"strings"
	"testing"

	"harta/internal/fault"
)

func TestInsultListsAreVersions(t *testing.T) {
	h, ctx := openHall(t), context.Background()
	l, err := h.InsultList(ctx)
	h.must(err)
	if l.Version != 0 || l.Own() {
		t.Fatalf("a new register holds the list %+v", l)
	}
	h.must(h.SaveInsultList(ctx, "officer", 0, "мърморко\n"))
	h.must(h.SaveInsultList(ctx, "officer2", 1, "мърморко\nинат*\n"))
	if l, err = h.InsultList(ctx); err != nil || l.Version != 2 || l.By != "officer2" || l.Text != "мърморко\nинат*\n" || l.Saved.IsZero() {
		t.Fatalf("the list is %+v, %v", l, err)
	}
	// Who saw an older version does not overwrite the newer one.
	if f, ok := fault.As(h.SaveInsultList(ctx, "officer", 1, "друго")); !ok || f.Kind != fault.KindConflict || f.Code != "insults_changed" {
		t.Errorf("a lost race gives %v", f)
	}
	h.must(h.SaveInsultList(ctx, "officer", 2, ""))
	if l, err = h.InsultList(ctx); err != nil || l.Version != 3 || l.Own() {
		t.Errorf("the program's own list does not come back: %+v, %v", l, err)
	}
	if f, ok := fault.As(h.SaveInsultList(ctx, "officer", 3, strings.Repeat("а", InsultListMax+1))); !ok || f.Field != "words" || f.Code != "insults_long" {
		t.Errorf("a list that is too long gives %v", f)
	}
}
