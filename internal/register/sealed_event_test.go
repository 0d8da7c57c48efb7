package register

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"harta/internal/charter"
)

func TestSealedCasesLiveInTheirOwnRegister(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	s := complaint()
	s.Kind, s.Category = "whistleblower", ""
	number := h.submit(s).Number
	do := func(version int64, deed SealedDeed, text string) error {
		return h.DoSealed(ctx, SealedOrder{Number: number, Version: version, By: "keeper", Deed: deed, Text: text})
	}
	h.now = h.now.AddDate(0, 0, 3)
	h.must(do(0, SealedConfirmed, ""))
	wantFault(t, do(0, SealedNoted, "x"), "sealed_changed")
	wantFault(t, do(1, SealedConfirmed, ""), "case_acknowledged")
	wantFault(t, do(1, SealedNoted, "\u200b"), "sealed_text_missing")
	wantFault(t, do(1, "burn", "x"), "sealed_deed_unknown")
	h.must(do(1, SealedNoted, "Разговор с длъжностното лице Скрито-Тайнова"))
	h.must(h.DoSealed(ctx, SealedOrder{Number: number, Version: 2, By: "keeper", On: charter.NewDate(2026, time.May, 7), Deed: SealedFeedback, Text: "Проверено е."}))
	wantFault(t, h.DoSealed(ctx, SealedOrder{Number: number, Version: 3, On: charter.NewDate(2026, time.May, 3), Deed: SealedClosed, Text: "x"}), "case_moment_before")
	h.must(do(3, SealedClosed, "Няма нарушение."))
	wantFault(t, do(4, SealedNoted, "x"), "case_closed")
	c, err := h.SealedCase(ctx, number, "keeper")
	h.must(err)
	if len(c.Events) != 4 || c.State.Confirmed == nil || c.State.Feedback == nil || c.State.Closed == nil || c.State.Version != 4 || c.Events[1].By != "keeper" {
		t.Errorf("case %+v", c)
	}
	list, err := h.Sealed(ctx)
	h.must(err)
	if len(list) != 1 || list[0].ConfirmBy.IsZero() || !list[0].Deadline.Equal(c.Deadline) || list[0].Closed == nil {
		t.Errorf("list %+v", list)
	}
	wantFault(t, h.DoSealed(ctx, SealedOrder{Number: h.submit(complaint()).Number, Deed: SealedConfirmed}), "case_unknown")
	for _, table := range h.tables() {
		if text := h.dump(table); table != "sealed_cases" && table != "sealed_events" && table != "sealed_reads" && strings.Contains(text, number) {
			t.Errorf("%s knows the number", table)
		}
	}
	if strings.Contains(h.dump("sealed_events"), "keeper") || bytes.Contains(h.bytesOnDisk(), []byte("Скрито-Тайнова")) || strings.Contains(h.dump("sealed_events"), "confirmed") {
		t.Error("the events can be read without the key")
	}
	if strings.Contains(h.logs.String(), number) {
		t.Error("the log knows the number")
	}
}
