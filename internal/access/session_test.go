package access

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"
)

// dump gives all values of a table as one text.
func dump(t *testing.T, db *sql.DB, table string) string {
	t.Helper()
	rows, err := db.Query("SELECT * FROM " + table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n", values)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSessionSurvivesARestart(t *testing.T) {
	o := open(t)
	u := o.user("maria", Officer)
	token, opened, err := o.login("maria", password, "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	s, err := o.again().Session(context.Background(), token)
	if err != nil || s.User != u || s.CSRF != opened.CSRF || !s.Expires.Equal(opened.Expires) {
		t.Errorf("after the restart %+v, %v; was %+v", s, err, opened)
	}
}

func TestSessionEndsByIdleness(t *testing.T) {
	ctx := context.Background()
	o := open(t)
	o.user("maria", Officer)
	token := o.mustLogin("maria")
	start := o.now
	for _, step := range []time.Duration{30 * time.Second, IdleLimit - time.Minute, IdleLimit - time.Second} {
		o.now = o.now.Add(step)
		s, err := o.Session(ctx, token)
		if err != nil {
			t.Fatalf("used after %v: %v", o.now.Sub(start), err)
		}
		if left := s.Expires.Sub(o.now); left > IdleLimit || left < IdleLimit-time.Minute {
			t.Errorf("after %v it says that it lasts another %v", o.now.Sub(start), left)
		}
	}
	o.now = o.now.Add(IdleLimit)
	_, err := o.Session(ctx, token)
	wantFault(t, err, "session_ended")
}

func TestSessionEndsAbsolutely(t *testing.T) {
	ctx := context.Background()
	o := open(t)
	o.user("maria", Officer)
	token := o.mustLogin("maria")
	end := o.now.Add(AbsoluteLimit)
	for o.now.Add(time.Hour).Before(end) {
		o.now = o.now.Add(time.Hour)
		s, err := o.Session(ctx, token)
		if err != nil {
			t.Fatalf("%v before the end: %v", end.Sub(o.now), err)
		}
		if s.Expires.After(end) {
			t.Fatalf("it says that it lasts until %v, beyond %v", s.Expires, end)
		}
	}
	o.now = end
	_, err := o.Session(ctx, token)
	wantFault(t, err, "session_ended")
}

func TestLogout(t *testing.T) {
	ctx := context.Background()
	o := open(t)
	o.user("maria", Officer)
	here, there := o.mustLogin("maria"), o.mustLogin("maria")
	for range 2 {
		if err := o.Logout(ctx, here); err != nil {
			t.Fatal(err)
		}
	}
	_, err := o.Session(ctx, here)
	wantFault(t, err, "session_ended")
	if _, err := o.Session(ctx, there); err != nil {
		t.Errorf("the other session: %v", err)
	}
	for _, token := range []string{"", "x", digest(there)} {
		_, err := o.Session(ctx, token)
		wantFault(t, err, "session_ended")
	}
}

func TestEndedSessionsAreForgotten(t *testing.T) {
	o := open(t)
	o.user("maria", Officer)
	o.mustLogin("maria")
	o.now = o.now.Add(IdleLimit)
	o.mustLogin("maria")
	if n := strings.Count(dump(t, o.db, "sessions"), "\n"); n != 1 {
		t.Errorf("%d sessions are kept, want 1", n)
	}
}

func TestNeitherTokenNorPasswordIsStored(t *testing.T) {
	o := open(t)
	o.user("maria", Officer)
	token := o.mustLogin("maria")
	for _, table := range []string{"users", "sessions", "audit", "login_attempts"} {
		if text := dump(t, o.db, table); strings.Contains(text, token) || strings.Contains(text, password) {
			t.Errorf("table %s holds a secret: %s", table, text)
		}
	}
}

func TestAllows(t *testing.T) {
	s := Session{CSRF: "abc"}
	if !s.Allows("abc") || s.Allows("abd") || s.Allows("") || (Session{}).Allows("") {
		t.Error("a form is allowed by the session's own secret and by nothing else")
	}
}

func TestAuditTrail(t *testing.T) {
	ctx := context.Background()
	o := open(t)
	u := o.user("maria", Officer)
	o.mustLogin("maria")
	o.failures(1, "maria", "192.0.2.1")
	o.failures(1, "nobody", "192.0.2.1")
	if err := o.Audit(ctx, u.ID, "export", "satisfaction", map[string]any{"rows": 12}); err != nil {
		t.Fatal(err)
	}
	trail, err := o.AuditTrail(ctx, 10)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range trail {
		if !r.Moment.Equal(o.now) {
			t.Errorf("moment %v", r.Moment)
		}
		got = append(got, fmt.Sprintf("%d %s by %q on %q %v", r.Seq, r.What, r.Who, r.Subject, r.Details))
	}
	want := []string{
		fmt.Sprintf(`5 export by %q on "satisfaction" map[rows:12]`, u.ID),
		`4 login.failed by "" on "" map[]`,
		fmt.Sprintf(`3 login.failed by "" on %q map[]`, u.ID),
		fmt.Sprintf(`2 login by %q on %q map[]`, u.ID, u.ID),
		fmt.Sprintf(`1 user.create by "" on %q map[role:officer]`, u.ID),
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("trail:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if few, err := o.AuditTrail(ctx, 2); err != nil || len(few) != 2 || few[0].Seq != 5 {
		t.Errorf("latest two: %+v, %v", few, err)
	}
}
