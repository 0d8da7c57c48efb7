package register

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
)

func TestSetAsideIsKeptAndRestored(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	s := notified()
	s.ID = uuid.New()
	s.Files = []string{h.store("a.pdf", pdf).ID}
	receipt, err := h.SetAside(ctx, s, SuspectHaste)
	h.must(err)
	if want := sofia(2026, time.June, 4, 17, 30); !receipt.SetAside || !receipt.Deadline.Equal(want) {
		t.Fatalf("%+v", receipt)
	}
	if _, err := h.Case(ctx, receipt.Number); err == nil {
		t.Error("it is a case already")
	}
	again, err := h.Submit(ctx, s) // the same page, sent again and judged otherwise
	if err != nil || again.Number != receipt.Number || !again.Already || !again.SetAside {
		t.Errorf("sent again: %+v, %v", again, err)
	}
	link, err := h.NewLink(ctx, receipt.Number)
	h.must(err)
	_, err = h.LinkedCase(ctx, link)
	wantFault(t, err, "link_waits")
	if dump := h.dump("set_aside"); strings.Contains(dump, secretText) || strings.Contains(dump, aliceMail) {
		t.Error("the words lie open")
	}
	list, _, err := h.ListAside(ctx, AsideQuery{Show: AsideWaiting, Most: 10})
	if err != nil || len(list) != 1 || list[0].Number != receipt.Number || list[0].Reason != SuspectHaste || list[0].Kind != "complaint" {
		t.Errorf("%+v, %v", list, err)
	}
	text, err := h.AsideText(ctx, receipt.Number, "officer")
	if err != nil || text.Text != secretText {
		t.Errorf("%+v, %v", text, err)
	}
	h.noneDue()
	received := h.now
	h.now = h.now.AddDate(0, 0, 3) // the files were not swept meanwhile
	h.must(h.SweepFiles(ctx))
	h.must(h.Restore(ctx, receipt.Number, "officer"))
	c := h.find(receipt.Number)
	if !c.Received.Equal(received) || !c.Deadline.Equal(receipt.Deadline) || !c.Events[0].Recorded.Equal(h.now) {
		t.Errorf("received %v, due %v, recorded %v", c.Received, c.Deadline, c.Events[0].Recorded)
	}
	if files, err := h.Attachments(ctx, receipt.Number); err != nil || len(files) != 1 {
		t.Errorf("files %v, %v", files, err)
	}
	if number, err := h.LinkedCase(ctx, link); err != nil || number != receipt.Number {
		t.Errorf("the link leads to %s, %v", number, err)
	}
	h.take()
	wantFault(t, h.Restore(ctx, receipt.Number, "officer"), "set_aside_unknown")
	counts, err := h.CountAside(ctx, charter.NewDate(2026, 5, 1))
	if err != nil || !slices.Equal(counts, []SetAsideCount{{Day: "2026-05-04", Reason: SuspectHaste, Aside: 1, Restored: 1}}) {
		t.Errorf("%+v, %v", counts, err)
	}
	if trail := h.dump("audit"); !strings.Contains(trail, "officer\x1fcase.restore\x1f"+receipt.Number) || !strings.Contains(trail, "officer\x1faside.read\x1f") {
		t.Error("the audit trail says nothing")
	}
}

func TestSetAsideIsErasedInTime(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	if days, err := h.AsideDays(ctx); err != nil || days != asideDays {
		t.Errorf("kept for %d days, %v", days, err)
	}
	for _, days := range []int{-1, 0, AsideDaysMin - 1, AsideDaysMax + 1, 1 << 40} {
		wantFault(t, h.SetAsideDays(ctx, days, "officer"), "aside_days")
	}
	h.must(h.SetAsideDays(ctx, 40, "officer"))
	s := notified()
	s.ID = uuid.New()
	s.Files = []string{h.store("a.pdf", pdf).ID}
	receipt, err := h.SetAside(ctx, s, SuspectHaste)
	h.must(err)
	link, err := h.NewLink(ctx, receipt.Number)
	h.must(err)
	h.now = h.now.AddDate(0, 0, 40)
	h.must(h.SweepAside(ctx))
	if list, _, err := h.ListAside(ctx, AsideQuery{Show: AsideWaiting, Most: 10}); err != nil || len(list) != 1 {
		t.Errorf("erased on the last day: %+v, %v", list, err)
	}
	h.now = h.now.Add(time.Minute)
	for range 2 { // the second time there is nothing to do
		h.must(h.SweepAside(ctx))
	}
	if list, _, err := h.ListAside(ctx, AsideQuery{Show: AsideWaiting, Most: 10}); err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
	_, err = h.AsideText(ctx, receipt.Number, "officer")
	wantFault(t, err, "set_aside_unknown")
	wantFault(t, h.Restore(ctx, receipt.Number, "officer"), "set_aside_unknown")
	_, err = h.LinkedCase(ctx, link)
	wantFault(t, err, "link_erased")
	if again, err := h.Submit(ctx, s); err != nil || again.Number != receipt.Number || !again.Already {
		t.Errorf("sent again: %+v, %v", again, err)
	}
	h.must(h.SweepFiles(ctx))
	if left := h.dump("attachments"); left != "" {
		t.Errorf("a file is left: %s", left)
	}
	counts, err := h.CountAside(ctx, charter.NewDate(2026, 5, 1))
	if err != nil || !slices.Equal(counts, []SetAsideCount{{Day: "2026-05-04", Reason: SuspectHaste, Aside: 1, Erased: 1}}) {
		t.Errorf("%+v, %v", counts, err)
	}
	if trail := h.dump("audit"); !strings.Contains(trail, "aside.erase\x1f"+receipt.Number) || !strings.Contains(trail, "officer\x1faside.days\x1f40") {
		t.Error("the audit trail says nothing")
	}
}

func TestSealedIsNeverSetAside(t *testing.T) {
	h := openHall(t)
	receipt, err := h.SetAside(context.Background(), corruption(), SuspectTrap)
	h.must(err)
	if !receipt.Sealed || receipt.SetAside || h.dump("set_aside") != "" {
		t.Errorf("%+v", receipt)
	}
}

func TestSetAsideIsChecked(t *testing.T) {
	h := openHall(t)
	s := complaint()
	s.Text = ""
	_, err := h.SetAside(context.Background(), s, SuspectTrap)
	if got := codes(t, err); !slices.Equal(got, []string{"text=case_text_missing"}) {
		t.Errorf("%v", got)
	}
	s = complaint()
	s.Files = []string{"no-such-file"}
	_, err = h.SetAside(context.Background(), s, SuspectTrap)
	if got := codes(t, err); !slices.Equal(got, []string{"files=file_gone"}) {
		t.Errorf("%v", got)
	}
}

func TestFormStamp(t *testing.T) {
	h := openHall(t)
	stamp := h.FormStamp(h.now)
	if at, ok := h.StampedAt(stamp); !ok || !at.Equal(h.now) {
		t.Errorf("%v, %v", at, ok)
	}
	if _, ok := h.again(testKey).StampedAt(stamp); !ok {
		t.Error("a restart forgets it")
	}
	for _, bad := range []string{"", ".", "x", stamp[:len(stamp)-1], "1" + stamp, stamp + "0", strings.Repeat("z", 1000), "-1." + h.signed("1")} {
		if _, ok := h.StampedAt(bad); ok {
			t.Errorf("%q is taken", bad)
		}
	}
}
