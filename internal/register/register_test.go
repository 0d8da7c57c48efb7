package register

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"harta/internal/charter"
	"harta/internal/fault"
	"harta/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// hall is a register with a clock that stands still until it is moved, and a small catalogue.
type hall struct {
	*Register
	t    *testing.T
	db   *sql.DB
	now  time.Time
	dir  string // data folder
	logs bytes.Buffer
}

// testKey is the master key of the tests.
var testKey = bytes.Repeat([]byte{7}, keyLength)

func openHall(t *testing.T) *hall {
	t.Helper()
	h := &hall{t: t, db: storetest.Register(t), now: sofia(2026, time.May, 4, 10, 30), dir: t.TempDir()}
	h.Register = h.again(testKey)
	ctx := context.Background()
	for _, err := range []error{
		h.PutDepartment(ctx, Department{ID: "grao", Name: charter.Label{"bg": "ГРАО", "en": "Civil registration"}}),
		h.PutDepartment(ctx, Department{ID: "taxes", Name: charter.Label{"bg": "Местни данъци и такси"}}),
		h.PutOffice(ctx, Office{ID: "kasi", Name: charter.Label{"bg": "Каси"}}),
		h.PutService(ctx, Service{ID: "2079", Name: charter.Label{"bg": "Издаване на удостоверение за адрес"}, Department: "grao"}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// again opens the same database as a new process would.
func (h *hall) again(key []byte) *Register {
	h.t.Helper()
	r, err := h.open(key)
	if err != nil {
		h.t.Fatalf("open register: %v", err)
	}
	return r
}

func (h *hall) open(key []byte) (*Register, error) {
	ch, err := charter.Default()
	if err != nil {
		return nil, err
	}
	return Open(h.db, Options{
		Key: key, Charter: ch, Folder: h.dir, Clock: func() time.Time { return h.now },
		Log: slog.New(slog.NewTextHandler(&h.logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
}

// sofia is a moment by the clock on the town hall's wall.
func sofia(year int, month time.Month, day, hour, minute int) time.Time {
	zone, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		panic(err)
	}
	return time.Date(year, month, day, hour, minute, 0, 0, zone)
}

// Words that must never be found in the open.
const (
	secretText    = "Служителят на гишето ми поиска пари под масата"
	secretName    = "Велизара Тестова-Нечувана"
	secretContact = "velizara@example.bg, 0888 123 456"
)

// complaint is a submission without any fault.
func complaint() Submission {
	return Submission{
		Kind: "complaint", Category: "delay", Office: "kasi", Service: "2079", Channel: "web",
		Text: secretText, Name: secretName, Contact: secretContact,
	}
}

// anonymous is a complaint that nobody signed.
func anonymous() Submission {
	s := complaint()
	s.Anonymous = true
	return s
}

func (h *hall) submit(s Submission) Receipt {
	h.t.Helper()
	receipt, err := h.Submit(context.Background(), s)
	if err != nil {
		h.t.Fatalf("submit: %v", err)
	}
	return receipt
}

func (h *hall) find(number string) Case {
	h.t.Helper()
	c, err := h.Case(context.Background(), number)
	if err != nil {
		h.t.Fatalf("case %s: %v", number, err)
	}
	return c
}

// must fails the test on an error.
func (h *hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// wantFault checks the code of an error's fault.
func wantFault(t *testing.T, err error, code string) *fault.Error {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Code != code {
		t.Fatalf("error is %v, want the fault %s", err, code)
	}
	return f
}

// codes gives the faults of a form as field=code.
func codes(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	var list fault.List
	if !errors.As(err, &list) {
		t.Fatalf("not a list of faults: %v", err)
	}
	var got []string
	for _, f := range list {
		got = append(got, f.Field+"="+f.Code)
	}
	return got
}

// tables lists all tables of the register.
func (h *hall) tables() []string {
	h.t.Helper()
	rows, err := h.db.Query("SELECT name FROM sqlite_master WHERE type = 'table'")
	h.must(err)
	var names []string
	h.must(each(rows, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		names = append(names, name)
		return err
	}))
	if len(names) < 20 {
		h.t.Fatalf("only %d tables: this test looks in the wrong place", len(names))
	}
	return names
}

// dump gives all values of a table, bytes as they are.
func (h *hall) dump(table string) string {
	h.t.Helper()
	rows, err := h.db.Query("SELECT * FROM " + table)
	h.must(err)
	columns, err := rows.Columns()
	h.must(err)
	var b strings.Builder
	h.must(each(rows, func(rows *sql.Rows) error {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for _, v := range values {
			fmt.Fprintf(&b, "%s\x1f", v)
		}
		b.WriteByte('\n')
		return nil
	}))
	return b.String()
}

// bytesOnDisk reads the database's file and its log.
func (h *hall) bytesOnDisk() []byte {
	h.t.Helper()
	var seq int
	var name, file string
	h.must(h.db.QueryRow("PRAGMA database_list").Scan(&seq, &name, &file))
	paths, err := filepath.Glob(file + "*")
	h.must(err)
	var all []byte
	wal := false
	for _, path := range paths {
		b, err := os.ReadFile(path)
		h.must(err)
		all = append(all, b...)
		wal = wal || strings.HasSuffix(path, "-wal") && len(b) > 0
	}
	if !wal {
		h.t.Fatalf("no write-ahead log among %v: this test looks in the wrong place", paths)
	}
	return all
}

func TestOpenWantsTheSameKey(t *testing.T) {
	h := openHall(t)
	if _, err := h.open(testKey); err != nil {
		t.Errorf("the same key: %v", err)
	}
	_, err := h.open(bytes.Repeat([]byte{8}, keyLength))
	wantFault(t, err, "register_key_wrong")
	if _, err := h.open(testKey[:16]); err == nil {
		t.Error("a short key was taken")
	}
	h.must(h.SetSetting(context.Background(), keyCheck, "not hexadecimal"))
	_, err = h.open(testKey)
	wantFault(t, err, "register_key_wrong")
}

func TestSettings(t *testing.T) {
	ctx := context.Background()
	h := openHall(t)
	if v, err := h.Setting(ctx, "town"); v != "" || err != nil {
		t.Errorf("unset: %q, %v", v, err)
	}
	for _, want := range []string{"half", "full"} {
		h.must(h.SetSetting(ctx, "town", want))
		if v, err := h.again(testKey).Setting(ctx, "town"); v != want || err != nil {
			t.Errorf("set to %q: %q, %v", want, v, err)
		}
	}
}
