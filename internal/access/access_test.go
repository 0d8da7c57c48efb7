package access

import (
	"bytes"
	"context"
	"database/sql"
	"io/fs"
	"log/slog"
	"os"
	"testing"
	"time"

	"harta/internal/fault"
	"harta/internal/store/storetest"
	queries "harta/sql"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// office is an Access with a clock that stands still until it is moved.
type office struct {
	*Access
	t    *testing.T
	db   *sql.DB
	now  time.Time
	logs bytes.Buffer
}

// cheap is a cost that tests can afford many times.
var cheap = cost{passes: 1, memoryKiB: 64, threads: 1}

func open(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, db: storetest.Register(t), now: time.Date(2026, 5, 4, 8, 30, 0, 0, time.UTC)}
	o.Access = o.again()
	return o
}

// again opens the same register as a new process would.
func (o *office) again() *Access {
	a := Open(o.db, func() time.Time { return o.now }, slog.New(slog.NewTextHandler(&o.logs, nil)))
	a.hashing = newHasher(cheap)
	return a
}

const password = "дълга парола 1"

func (o *office) user(login string, role Role) User {
	o.t.Helper()
	u, err := o.CreateUser(context.Background(), login, "Мария Илиева", role, password)
	if err != nil {
		o.t.Fatalf("create user: %v", err)
	}
	return u
}

func (o *office) login(login, password, remote string) (string, Session, error) {
	return o.Login(context.Background(), login, password, remote)
}

// mustLogin logs a user in and gives the token.
func (o *office) mustLogin(login string) string {
	o.t.Helper()
	token, _, err := o.login(login, password, "192.0.2.1")
	if err != nil {
		o.t.Fatalf("login: %v", err)
	}
	return token
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

func TestEveryQueryFileIsValid(t *testing.T) {
	db := storetest.Register(t)
	files, err := fs.Glob(queries.RegisterQueries, "*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no query files: %v", err)
	}
	for _, file := range files {
		text, err := fs.ReadFile(queries.RegisterQueries, file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(text, []byte("-- ")) {
			t.Errorf("%s does not open with the question it answers", file)
		}
		statement, err := db.Prepare(string(text))
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if err := statement.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestCan(t *testing.T) {
	every := []Permission{
		ViewDashboard, Export, Import, ViewCases, WriteCases, ViewSealed, ManageKiosks, ManageUsers, ViewAudit, Administer,
		EditForms, GiveSurveys,
	}
	want := map[Role]string{
		Viewer:    "x...........",
		Clerk:     "x..xx......x",
		Officer:   "xxxxx.x...xx",
		Integrity: "x....x......",
		Admin:     "xxx...xxxxx.",
		"mayor":   "............",
	}
	for role, marks := range want {
		for i, p := range every {
			if got, may := Can(role, p), marks[i] == 'x'; got != may {
				t.Errorf("Can(%s, %s) = %v, want %v", role, p, got, may)
			}
		}
	}
	if len(want)-1 != len(Roles()) {
		t.Errorf("Roles() has %d roles, this table %d", len(Roles()), len(want)-1)
	}
}
