package register

import (
	"bytes"
	"context"
	"reflect"
	"strings"
	"testing"
	"time"
)

// whistle is a whistle-blower's report.
func whistle() Submission {
	s := complaint()
	s.Kind, s.Category = "whistleblower", ""
	return s
}

// corruption is a complaint of the restricted category.
func corruption() Submission {
	s := complaint()
	s.Category = "corruption"
	return s
}

func TestSealedCaseAppearsNowhereElse(t *testing.T) {
	ctx := context.Background()
	for name, s := range map[string]Submission{"whistle-blower": whistle(), "corruption": corruption()} {
		t.Run(name, func(t *testing.T) {
			h := openHall(t)
			// The words of the forms name every category; they are put out of the way so that the words of the case can be found.
			for _, clear := range []string{"DELETE FROM definitions", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"} {
				_, err := h.db.Exec(clear)
				h.must(err)
			}
			before := map[string]string{}
			for _, table := range h.tables() {
				before[table] = h.dump(table)
			}
			receipt := h.submit(s)
			if !receipt.Sealed {
				t.Fatalf("receipt %+v", receipt)
			}
			for _, table := range h.tables() {
				if changed := h.dump(table) != before[table]; changed != (table == "sealed_cases") {
					t.Errorf("table %s changed: %v", table, changed)
				}
			}
			if _, err := h.SealedCase(ctx, receipt.Number, "integrity-id"); err != nil {
				t.Fatal(err)
			}
			for _, table := range h.tables() {
				text := h.dump(table)
				for _, word := range []string{receipt.Number, digitsOf(receipt.Number), secretText, secretName, "corruption", "whistleblower", "example.bg"} {
					own := word == receipt.Number && (table == "sealed_cases" || table == "sealed_reads")
					if strings.Contains(text, word) && !own {
						t.Errorf("table %s holds %q", table, word)
					}
				}
			}
			if strings.Contains(h.logs.String(), receipt.Number) || strings.Contains(h.logs.String(), secretName) {
				t.Errorf("the log knows the case: %s", h.logs.String())
			}
			disk := h.bytesOnDisk()
			for _, word := range []string{secretText, secretName, secretContact, s.Kind + `"`, "corruption"} {
				if bytes.Contains(disk, []byte(word)) {
					t.Errorf("the files hold %q in the open", word)
				}
			}
		})
	}
}

func TestSealedCaseIsUnknownToTheCaseRegister(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	number := h.submit(whistle()).Number
	_, err := h.Case(ctx, number)
	wantFault(t, err, "case_unknown")
	_, err = h.Text(ctx, number, "u")
	wantFault(t, err, "case_unknown")
	_, err = h.Contact(ctx, number, "u")
	wantFault(t, err, "case_unknown")
	_, err = h.EventText(ctx, number, 1, "u")
	wantFault(t, err, "event_unknown")
	wantFault(t, h.Answer(ctx, number, "u", time.Time{}, "upheld", "", "Отговор"), "case_unknown")
	items, err := h.Outbox(ctx, 0, 10)
	if err != nil || len(items) != 0 {
		t.Errorf("outbox %+v, %v", items, err)
	}
}

func TestSealedCaseComesBackAsItCame(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	s := whistle()
	s.ReceivedAt = h.now.Add(-time.Hour)
	receipt := h.submit(s)
	list, err := h.Sealed(ctx)
	if err != nil || len(list) != 1 || list[0].Number != receipt.Number || !list[0].Received.Equal(s.ReceivedAt) || list[0].SealedState != (SealedState{}) {
		t.Errorf("list %+v, %v", list, err)
	}
	c, err := h.SealedCase(ctx, digitsOf(receipt.Number), "integrity-id")
	h.must(err)
	want := s.tidy(h.now)
	want.ID, want.Department = c.Submission.ID, "grao"
	if !reflect.DeepEqual(c.Submission, want) {
		t.Errorf("submission %+v\nwant %+v", c.Submission, want)
	}
	// Seven days for the confirmation, three months for what was done.
	if !c.ConfirmBy.Equal(sofia(2026, time.May, 11, 17, 30)) || !c.Deadline.Equal(sofia(2026, time.August, 4, 17, 30)) || !c.Deadline.Equal(receipt.Deadline) {
		t.Errorf("confirm by %v, deadline %v", c.ConfirmBy, c.Deadline)
	}
}

func TestReadingASealedCaseIsAudited(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	number := h.submit(corruption()).Number
	for range 2 {
		_, err := h.SealedCase(ctx, number, "integrity-id")
		h.must(err)
	}
	if got := strings.Count(h.dump("sealed_reads"), "integrity-id"); got != 2 {
		t.Errorf("%d readings are kept, want 2", got)
	}
	if got := strings.Count(h.dump("audit"), "sealed.read"); got != 2 {
		t.Errorf("%d audit entries, want 2", got)
	}
	_, err := h.db.Exec("DROP TABLE audit")
	h.must(err)
	if c, err := h.SealedCase(ctx, number, "integrity-id"); err == nil || c.Number != "" {
		t.Errorf("read without an audit trail: %+v", c)
	}
	_, err = h.SealedCase(ctx, drawNumber(), "integrity-id")
	wantFault(t, err, "case_unknown")
}
