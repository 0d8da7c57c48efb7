package register

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"harta/internal/charter"
)

// aside sets n complaints aside for a reason, a minute apart, and gives their numbers, the newest first.
func (h *hall) aside(n int, reason Suspicion) []string {
	h.t.Helper()
	numbers := make([]string, n)
	for i := range n {
		s := complaint()
		s.ID, s.ReceivedAt, s.Text = uuid.New(), h.now, fmt.Sprint("Текст ", i)
		receipt, err := h.SetAside(context.Background(), s, reason)
		h.must(err)
		numbers[n-1-i] = receipt.Number
		h.now = h.now.Add(time.Minute)
	}
	return numbers
}

func numbersOf(rows []SetAsideRow) []string {
	var numbers []string
	for _, r := range rows {
		numbers = append(numbers, r.Number)
	}
	return numbers
}

// A flood buries nothing: every row can be reached, from either end and by reason.
func TestAsideIsReadPageByPage(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	first := h.aside(1, SuspectHaste)
	flood := h.aside(7, SuspectRate)
	want := append(slices.Clone(flood), first...)
	q := AsideQuery{Show: AsideWaiting, Most: 3}
	var seen []string
	var pages [][]SetAsideRow
	for {
		rows, more, err := h.ListAside(ctx, q)
		h.must(err)
		seen, pages = append(seen, numbersOf(rows)...), append(pages, rows)
		if !more {
			break
		}
		q.Before = rows[len(rows)-1].Cursor()
	}
	if !slices.Equal(seen, want) || len(pages) != 3 {
		t.Errorf("older pages give %v, want %v", seen, want)
	}
	back, more, err := h.ListAside(ctx, AsideQuery{Show: AsideWaiting, Most: 3, After: pages[2][0].Cursor()})
	if err != nil || !more || !slices.Equal(numbersOf(back), numbersOf(pages[1])) {
		t.Errorf("back: %v, %v, %v", numbersOf(back), more, err)
	}
	back, more, err = h.ListAside(ctx, AsideQuery{Show: AsideWaiting, Most: 3, After: back[0].Cursor()})
	if err != nil || more || !slices.Equal(numbersOf(back), numbersOf(pages[0])) {
		t.Errorf("back to the first: %v, %v, %v", numbersOf(back), more, err)
	}
	byReason, _, err := h.ListAside(ctx, AsideQuery{Show: AsideWaiting, Most: 3, Reason: SuspectHaste})
	if err != nil || !slices.Equal(numbersOf(byReason), first) {
		t.Errorf("by reason: %v, %v", numbersOf(byReason), err)
	}
	for _, bad := range []string{"x", ".", "zzzzzzzzzzzzzzzzzzzz." + first[0], "1.2"} {
		_, _, err := h.ListAside(ctx, AsideQuery{Show: AsideWaiting, Most: 3, Before: bad})
		wantFault(t, err, "cursor_malformed")
	}
}

// What is said to be from no person is kept, counted and can be restored; what nobody has looked at is told of before it is erased.
func TestAsideIsMarked(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	numbers := h.aside(4, SuspectTrap)
	list := func(show AsideShow) []string {
		t.Helper()
		rows, _, err := h.ListAside(ctx, AsideQuery{Show: show, Most: 10})
		h.must(err)
		return numbersOf(rows)
	}
	n, err := h.DismissAside(ctx, []string{numbers[0], numbers[1], numbers[1], "0000-0000-0"}, "officer")
	if err != nil || n != 2 {
		t.Errorf("%d dismissed, %v", n, err)
	}
	if got := list(AsideDismissed); !slices.Equal(got, numbers[:2]) {
		t.Errorf("dismissed %v", got)
	}
	rows, _, err := h.ListAside(ctx, AsideQuery{Show: AsideDismissed, Most: 10})
	if err != nil || rows[0].Dismissed == nil || rows[0].DismissedBy != "officer" {
		t.Errorf("%+v, %v", rows, err)
	}
	if got := list(AsideWaiting); !slices.Equal(got, numbers[2:]) {
		t.Errorf("waiting %v", got)
	}
	if n, err := h.RecallAside(ctx, numbers[1:3], "officer"); err != nil || n != 1 {
		t.Errorf("%d recalled, %v", n, err)
	}
	_, err = h.AsideText(ctx, numbers[2], "officer")
	h.must(err)
	if unseen, err := h.UnseenAside(ctx); err != nil || unseen.Count != 0 {
		t.Errorf("told of too early: %+v, %v", unseen, err)
	}
	rows, _, err = h.ListAside(ctx, AsideQuery{Show: AsideWaiting, Most: 10})
	h.must(err)
	oldest := rows[len(rows)-1].Received
	h.now = h.now.AddDate(0, 0, asideDays-asideWarning)
	unseen, err := h.UnseenAside(ctx)
	if err != nil || unseen.Count != 2 || !unseen.First.Equal(oldest.AddDate(0, 0, asideDays)) {
		t.Errorf("%+v, %v", unseen, err)
	}
	if got := list(AsideUnseen); !slices.Equal(got, []string{numbers[1], numbers[3]}) {
		t.Errorf("unseen %v", got)
	}
	h.must(h.Restore(ctx, numbers[0], "officer")) // dismissed, and a message from a person after all
	if c := h.find(numbers[0]); c.Number != numbers[0] {
		t.Errorf("%+v", c)
	}
	if n, err := h.DismissAside(ctx, numbers[1:2], "officer"); err != nil || n != 1 {
		t.Errorf("%d dismissed, %v", n, err)
	}
	h.now = h.now.AddDate(0, 0, asideDays)
	h.must(h.SweepAside(ctx))
	if counts, err := h.CountDismissed(ctx, charter.NewDate(2026, 5, 1)); err != nil || len(counts) != 1 || counts[SuspectTrap] != 1 {
		t.Errorf("%v, %v", counts, err)
	}
	wantFault(t, h.Restore(ctx, numbers[1], "officer"), "set_aside_unknown")
	trail := h.dump("audit")
	for _, deed := range []string{"aside.dismiss\x1f" + numbers[0], "aside.dismiss\x1f" + numbers[1], "aside.recall\x1f" + numbers[1]} {
		if !strings.Contains(trail, "officer\x1f"+deed) {
			t.Errorf("the audit trail lacks %q", deed)
		}
	}
}

// An officer opens the files before deciding, and only those that came with it.
func TestAsideFilesAreOpened(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	s := complaint()
	s.ID, s.Files = uuid.New(), []string{h.store("снимка.pdf", pdf).ID}
	receipt, err := h.SetAside(ctx, s, SuspectHaste)
	h.must(err)
	words, err := h.AsideText(ctx, receipt.Number, "officer")
	if err != nil || len(words.Stored) != 1 || words.Stored[0].Name != "снимка.pdf" || words.Stored[0].ID != s.Files[0] {
		t.Fatalf("%+v, %v", words, err)
	}
	f, err := h.OpenAsideFile(ctx, receipt.Number, s.Files[0], "officer")
	if err != nil || f.Name != "снимка.pdf" || string(f.Content) != string(pdf) || f.MediaType != "application/pdf" {
		t.Errorf("%+v, %v", f.StoredFile, err)
	}
	other := h.store("друга.pdf", pdf).ID
	_, err = h.OpenAsideFile(ctx, receipt.Number, other, "officer")
	wantFault(t, err, "file_unknown")
	if trail := h.dump("audit"); strings.Count(trail, "officer\x1faside.file.read\x1f"+receipt.Number) != 1 {
		t.Error("the audit trail does not say it once")
	}
	h.must(h.Restore(ctx, receipt.Number, "officer"))
	_, err = h.OpenAsideFile(ctx, receipt.Number, s.Files[0], "officer")
	wantFault(t, err, "set_aside_unknown")
}

// A page of what was set aside is read where it lies: nothing is sorted, and nothing before it is read.
func TestPagesOfWhatWasSetAsideAreReadInTheirOrder(t *testing.T) {
	h := openHall(t)
	for _, statement := range []string{"set_aside_older", "set_aside_newer"} {
		rows, err := h.db.Query("EXPLAIN QUERY PLAN "+query(statement), "", "waiting", 0, 1, "", 1)
		h.must(err)
		var steps []string
		h.must(each(rows, func(rows *sql.Rows) error {
			var id, parent, unused int
			var step string
			err := rows.Scan(&id, &parent, &unused, &step)
			steps = append(steps, step)
			return err
		}))
		if len(steps) != 2 || !strings.HasPrefix(steps[0], "SEARCH s USING INDEX set_aside_by_received (received") {
			t.Errorf("%s: %q", statement, steps)
		}
	}
}
