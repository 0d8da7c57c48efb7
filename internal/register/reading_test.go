package register

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

const secretAnswer = "Уважаема госпожо Тестова, проверихме и имате право"

// private enters a case with everything that must stay private, and gives its number.
func (h *hall) private() string {
	ctx := context.Background()
	number := h.submit(complaint()).Number
	h.must(h.Extend(ctx, number, "u", time.Time{}, "Търсим "+secretName, sofia(2026, time.June, 30, 0, 0)))
	h.must(h.Answer(ctx, number, "u", time.Time{}, "upheld", "", secretAnswer))
	return number
}

func TestNothingPrivateIsOnTheDiskInTheOpen(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	number := h.private()
	h.must(h.PutComments(ctx, []Comment{{ResponseID: uuid.New(), Text: "Благодаря на г-жа " + secretName, Moment: h.now}}))
	disk := h.bytesOnDisk()
	if !bytes.Contains(disk, []byte(number)) {
		t.Fatal("the files do not hold the case at all: this test looks in the wrong place")
	}
	for _, word := range []string{secretText, secretName, secretContact, "velizara", secretAnswer, "Благодаря", "под масата"} {
		if bytes.Contains(disk, []byte(word)) {
			t.Errorf("the files hold %q in the open", word)
		}
	}
	if bytes.Contains(disk, testKey) {
		t.Error("the files hold the master key")
	}
	if strings.Contains(h.logs.String(), secretName) || strings.Contains(h.logs.String(), "под масата") {
		t.Errorf("the log holds private words: %s", h.logs.String())
	}
}

func TestReading(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	number := h.private()
	if text, err := h.Text(ctx, digitsOf(number), "reader-1"); err != nil || text != secretText {
		t.Errorf("text %q, %v", text, err)
	}
	if c, err := h.Contact(ctx, number, "reader-2"); err != nil || c != (Contact{Name: secretName, Contact: secretContact}) {
		t.Errorf("contact %+v, %v", c, err)
	}
	if words, err := h.EventText(ctx, number, 3, "reader-3"); err != nil || words != secretAnswer {
		t.Errorf("words %q, %v", words, err)
	}
	if words, err := h.EventText(ctx, number, 1, "reader-4"); err != nil || words != "" {
		t.Errorf("words of the submission %q, %v", words, err)
	}
	trail := h.dump("audit")
	for who, what := range map[string]string{"reader-1": "case.text.read", "reader-2": "case.contact.read", "reader-3": "case.event.read"} {
		if !strings.Contains(trail, who+"\x1f"+what+"\x1f"+number) {
			t.Errorf("the trail does not show that %s did %s: %s", who, what, trail)
		}
	}
	if strings.Contains(trail, secretName) {
		t.Errorf("the trail holds what was read: %s", trail)
	}
	_, err := h.Text(ctx, drawNumber(), "u")
	wantFault(t, err, "case_unknown")
	_, err = h.Contact(ctx, drawNumber(), "u")
	wantFault(t, err, "case_unknown")
	_, err = h.EventText(ctx, number, 9, "u")
	wantFault(t, err, "event_unknown")
}

func TestAnonymousCaseHasNoContact(t *testing.T) {
	h := openHall(t)
	number := h.submit(anonymous()).Number
	if c, err := h.Contact(context.Background(), number, "u"); err != nil || c != (Contact{}) {
		t.Errorf("contact %+v, %v", c, err)
	}
	if h.dump("contacts") != "" {
		t.Error("an anonymous person has a contact")
	}
}

func TestNothingIsReadWithoutAnAuditTrail(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	number := h.private()
	_, err := h.db.Exec("DROP TABLE audit")
	h.must(err)
	text, err1 := h.Text(ctx, number, "u")
	contact, err2 := h.Contact(ctx, number, "u")
	words, err3 := h.EventText(ctx, number, 3, "u")
	if err1 == nil || err2 == nil || err3 == nil || text != "" || contact != (Contact{}) || words != "" {
		t.Errorf("read %q, %+v, %q with the errors %v, %v, %v", text, contact, words, err1, err2, err3)
	}
}

func TestErase(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	number := h.private()
	keep := h.private()
	before := h.find(number)
	var wrapped []byte
	h.must(h.db.QueryRow("SELECT wrapped FROM case_keys WHERE number = $1 AND subject = 'contact'", number).Scan(&wrapped))
	h.must(h.Erase(ctx, number, "dpo-id", time.Time{}))
	_, err := h.Text(ctx, number, "u")
	wantFault(t, err, "case_erased")
	_, err = h.Contact(ctx, number, "u")
	wantFault(t, err, "case_erased")
	_, err = h.EventText(ctx, number, 3, "u")
	wantFault(t, err, "case_erased")
	after := h.find(number)
	if after.Outcome != "upheld" || !after.Answered.Equal(*before.Answered) || after.Events[3].Kind != EventErased || after.Events[3].By != "dpo-id" {
		t.Errorf("after the erasure %+v", after)
	}
	if text, err := h.Text(ctx, keep, "u"); err != nil || text != secretText {
		t.Errorf("another case: %q, %v", text, err)
	}
	_, err = h.db.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
	h.must(err)
	_, err = h.db.Exec("PRAGMA user_version = 1") // so that there is a log again
	h.must(err)
	if bytes.Contains(h.bytesOnDisk(), wrapped) {
		t.Error("the destroyed key is still in the file")
	}
}

func TestWithoutItsKeyRowNothingCanBeRead(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	number := h.private()
	_, err := h.db.Exec("DELETE FROM case_keys WHERE number = $1", number)
	h.must(err)
	_, err = h.Text(ctx, number, "u")
	wantFault(t, err, "case_erased")
	_, err = h.Contact(ctx, number, "u")
	wantFault(t, err, "case_erased")
	_, err = h.EventText(ctx, number, 3, "u")
	wantFault(t, err, "case_erased")
}

func TestLockedBytesCannotBeMoved(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	mine, other := h.private(), h.private()
	for _, move := range []string{
		"UPDATE cases SET body = (SELECT body FROM cases WHERE number = $2) WHERE number = $1",
		"UPDATE cases SET body = (SELECT words FROM case_events WHERE number = $1 AND version = 3) WHERE number = $1 AND $2 <> ''",
		"UPDATE case_keys SET wrapped = (SELECT wrapped FROM case_keys WHERE number = $2 AND subject = 'text') WHERE number = $1 AND subject = 'text'",
	} {
		if _, err := h.db.Exec(move, mine, other); err != nil {
			t.Fatal(err)
		}
		if text, err := h.Text(ctx, mine, "u"); err == nil {
			t.Errorf("after %q the text reads %q", move, text)
		}
	}
}

func TestLock(t *testing.T) {
	key, err := newLock(testKey)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "plain")
		at := rapid.String().Draw(t, "place")
		locked := lock(key, at, plain)
		if again := lock(key, at, plain); bytes.Equal(again, locked) {
			t.Fatal("the same data look the same when locked twice")
		}
		if got, err := unlock(key, at, locked); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("unlocked %q, %v", got, err)
		}
		if _, err := unlock(key, at+"x", locked); err == nil {
			t.Fatal("it opens at another place")
		}
		locked[rapid.IntRange(0, len(locked)-1).Draw(t, "byte")] ^= 1
		if _, err := unlock(key, at, locked); err == nil {
			t.Fatal("a changed bit is not noticed")
		}
	})
}

// A list may mark texts without anybody reading one: nothing is recorded, and what must not be known is never looked at.
func TestJudgingTexts(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	enter := func(text string) string {
		s := complaint()
		s.Text = text
		return h.submit(s).Number
	}
	marked, plain, sealed, erased, broken := enter("дума едно"), enter("нищо"), enter("дума две"), enter("дума три"), enter("дума четири")
	run := func(statement string, args ...any) {
		_, err := h.db.ExecContext(ctx, statement, args...)
		h.must(err)
	}
	h.must(h.Do(ctx, Order{Number: sealed, By: "officer", Command: Sealing{Category: "corruption"}}))
	run("DELETE FROM case_keys WHERE number = $1 AND subject = 'text'", erased)
	before := h.dump("audit")
	var seen []string
	judge := func(text string) bool {
		seen = append(seen, text)
		return strings.HasPrefix(text, "дума")
	}
	got, err := h.JudgeTexts(ctx, []string{marked, plain, sealed, erased, "0000-0000-0"}, judge)
	if err != nil || len(got) != 1 || !got[marked] {
		t.Errorf("marked %v, %v, want %s alone", got, err, marked)
	}
	if len(seen) != 2 {
		t.Errorf("%d texts were looked at, want the two that may be: %q", len(seen), seen)
	}
	if after := h.dump("audit"); after != before {
		t.Errorf("judging is recorded as reading:\n%s", after)
	}
	if got, err := h.JudgeTexts(ctx, nil, judge); err != nil || len(got) != 0 {
		t.Errorf("of no cases %v are marked, %v", got, err)
	}
	// A row moved from another case opens no lock; the other rows keep their marks, and the error tells none of the text.
	run("UPDATE cases SET body = (SELECT body FROM cases WHERE number = $1) WHERE number = $2", marked, broken)
	got, err = h.JudgeTexts(ctx, []string{broken, marked}, judge)
	if err == nil || len(got) != 1 || !got[marked] || strings.Contains(err.Error(), "дума") {
		t.Errorf("with a broken row %v are marked, %v", got, err)
	}
}
