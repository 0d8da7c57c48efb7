package dashboard

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"harta/internal/access"
	"harta/internal/register"
)

// submit registers a complaint received at a moment.
func (d *doorsTest) submit(received time.Time, change func(*register.Submission)) register.Receipt {
	d.t.Helper()
	s := register.Submission{Kind: "complaint", Category: "delay", Service: "2079", Channel: "web", Text: "Текст на гражданина.",
		Name: "Гражданин Първи", Contact: "0888 123 456", ReceivedAt: received}
	if change != nil {
		change(&s)
	}
	r, err := d.reg.Submit(context.Background(), s)
	must(d.t, err)
	return r
}

// sofia is a moment of the test's year by the municipality's clocks.
func sofia(month time.Month, day, hour int) time.Time {
	at, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		panic(err)
	}
	return time.Date(2026, month, day, hour, 0, 0, 0, at)
}

func TestCaseClocks(t *testing.T) {
	ts := newTestServer(t, nil)
	words := ts.words["bg"]
	moment := func(t time.Time) *time.Time { return &t }
	for name, c := range map[string]struct {
		row  register.CaseRow
		now  time.Time
		want string
		kind string
	}{
		"next month":         {register.CaseRow{Deadline: moment(sofia(12, 23, 17))}, sofia(11, 23, 9), "остават 22 работни дни", ""},
		"over a weekend":     {register.CaseRow{Deadline: moment(sofia(11, 30, 17))}, sofia(11, 27, 9), "остава 1 работен ден", "change"},
		"today":              {register.CaseRow{Deadline: moment(sofia(11, 23, 17))}, sofia(11, 23, 9), "срокът изтича днес", "change"},
		"an hour ago":        {register.CaseRow{Deadline: moment(sofia(11, 23, 17))}, sofia(11, 23, 18), "срокът изтече днес", "concern"},
		"yesterday":          {register.CaseRow{Deadline: moment(sofia(11, 22, 17))}, sofia(11, 23, 9), "просрочена с 1 ден", "concern"},
		"two days":           {register.CaseRow{Deadline: moment(sofia(11, 21, 17))}, sofia(11, 23, 9), "просрочена с 2 дни", "concern"},
		"after Christmas":    {register.CaseRow{Deadline: moment(sofia(12, 29, 17))}, sofia(12, 23, 9), "остава 1 работен ден", "change"},
		"anonymous":          {register.CaseRow{Kind: "signal", Anonymous: true}, sofia(11, 23, 9), "чака преценка за здраве и сигурност", "change"},
		"anonymous praise":   {register.CaseRow{Kind: "praise", Anonymous: true}, sofia(11, 23, 9), "без срок", ""},
		"anonymous proposal": {register.CaseRow{Kind: "proposal", Anonymous: true}, sofia(11, 23, 9), "без срок", ""},
		"anonymous, no risk": {register.CaseRow{Kind: "signal", Anonymous: true, Triaged: moment(sofia(11, 20, 9))}, sofia(11, 23, 9), "без срок", ""},
		"answered":           {register.CaseRow{Deadline: moment(sofia(11, 23, 17)), Answered: moment(sofia(11, 20, 9)), Closed: moment(sofia(11, 20, 9))}, sofia(11, 23, 9), "отговорена в срок", "ok"},
		"answered late":      {register.CaseRow{Deadline: moment(sofia(11, 19, 17)), Answered: moment(sofia(11, 20, 9)), Closed: moment(sofia(11, 20, 9))}, sofia(11, 23, 9), "отговорена след срока", "concern"},
		"answered, extended": {register.CaseRow{Extensions: 1, FirstDeadline: moment(sofia(11, 18, 17)), Deadline: moment(sofia(11, 23, 17)), Answered: moment(sofia(11, 20, 9)), Closed: moment(sofia(11, 20, 9))}, sofia(11, 23, 9), "отговорена в удължения срок", "ok"},
		"paused today":       {register.CaseRow{Deadline: moment(sofia(12, 23, 17)), Paused: moment(sofia(11, 23, 9))}, sofia(11, 23, 11), "срокът е спрян от днес", "change"},
		"paused yesterday":   {register.CaseRow{Deadline: moment(sofia(12, 23, 17)), Paused: moment(sofia(11, 22, 9))}, sofia(11, 23, 11), "срокът е спрян от 1 ден", "change"},
		"closed, no answer":  {register.CaseRow{Deadline: moment(sofia(11, 19, 17)), Closed: moment(sofia(11, 20, 9))}, sofia(11, 23, 9), "приключена без отговор", ""},
		"answered, no clock": {register.CaseRow{Answered: moment(sofia(11, 20, 9)), Closed: moment(sofia(11, 20, 9))}, sofia(11, 23, 9), "отговорена", ""},
	} {
		got := ts.caseClock(words, c.row, c.now)
		if got.Words != c.want || got.Kind != c.kind {
			t.Errorf("%s: %q %q, want %q %q", name, got.Words, got.Kind, c.want, c.kind)
		}
	}
}

func TestCaseStates(t *testing.T) {
	d := testDoors(t)                                 // now: Monday 23 November 2026, 11:00 in Sofia
	overdue := d.submit(sofia(10, 1, 10), nil).Number // due 2 November
	today := d.submit(sofia(10, 23, 10), nil).Number  // due 23 November
	week := d.submit(sofia(10, 27, 10), nil).Number   // due Friday 27 November
	later := d.submit(sofia(11, 20, 10), nil).Number  // due 21 December
	unclocked := d.submit(sofia(11, 20, 10), func(s *register.Submission) { s.Anonymous = true }).Number
	taxes := d.submit(sofia(11, 20, 10), func(s *register.Submission) { s.Service = "2130" }).Number
	closed := d.submit(sofia(11, 2, 10), nil).Number
	must(t, d.reg.Answer(context.Background(), closed, "u", testNow, "upheld", "", "Прави сте."))
	all := []string{overdue, today, week, later, unclocked, taxes, closed}
	officer := d.signedInAs(access.Officer)
	for query, want := range map[string][]string{
		"":                                  {overdue, today, week, later, unclocked, taxes},
		"?state=overdue":                    {overdue},
		"?state=today":                      {today},
		"?state=week":                       {today, week},
		"?state=unclocked":                  {unclocked},
		"?state=closed":                     {closed},
		"?department=mdt":                   {taxes},
		"?department=mdt&state=overdue":     {},
		"?state=closed&page=2":              {},
		"?state=open&department=mdt&page=9": {},
	} {
		r := officer.get("/cases" + query)
		for _, number := range all {
			wanted := false
			for _, w := range want {
				wanted = wanted || w == number
			}
			if strings.Contains(r.Text, number) != wanted {
				t.Errorf("%q: case %d shown: %v, want %v", query, indexOf(all, number), !wanted, wanted)
			}
		}
		if strings.Contains(r.Text, "⟦") || strings.Contains(r.Text, "Гражданин Първи") || strings.Contains(r.Text, "Текст на") {
			t.Errorf("%q: a message is missing, or the list tells who wrote and what", query)
		}
	}
	if r := officer.get("/cases"); strings.Index(r.Text, overdue) > strings.Index(r.Text, today) || strings.Index(r.Text, today) > strings.Index(r.Text, later) {
		t.Error("what is due first does not come first")
	}
	for _, query := range []string{"?state=lost", "?page=0", "?page=x"} {
		if r := officer.get("/cases" + query); r.StatusCode != http.StatusBadRequest || strings.Contains(r.Text, "⟦") {
			t.Errorf("%q: status %d", query, r.StatusCode)
		}
	}
}

func indexOf(list []string, s string) int {
	for i, l := range list {
		if l == s {
			return i
		}
	}
	return -1
}

func TestReadingACaseIsRecorded(t *testing.T) {
	d := testDoors(t)
	number := d.submit(sofia(11, 2, 10), nil).Number
	must(t, d.reg.Extend(context.Background(), number, "u", testNow, "Чакаме архива.", sofia(12, 18, 12)))
	officer := d.signedInAs(access.Officer)
	page := officer.get("/cases/" + number)
	for _, want := range []string{number, "Срокът е удължен", "до 18.12.2026\u00a0г.", "Гражданска регистрация", "в работа, срокът е удължен"} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the case lacks %q", want)
		}
	}
	if strings.Contains(page.Text, "Текст на гражданина") || strings.Contains(page.Text, "Гражданин Първи") || strings.Contains(page.Text, "Чакаме архива") {
		t.Error("looking at the case shows what has to be asked for")
	}
	if n := d.audited("case.%"); n != 0 {
		t.Errorf("%d readings before anybody read", n)
	}
	token := page.hidden("csrf")
	text := officer.post("/cases/"+number, url.Values{"csrf": {token}, "read": {"text"}})
	if !strings.Contains(text.Text, "Текст на гражданина.") || !strings.Contains(text.Text, "Чакаме архива.") || strings.Contains(text.Text, "Гражданин Първи") {
		t.Error("reading the text shows too little or too much")
	}
	if d.audited("case.text.read") != 1 || d.audited("case.event.read") != 1 || d.audited("case.contact.read") != 0 {
		t.Error("the reading is not in the audit trail")
	}
	contact := officer.post("/cases/"+number, url.Values{"csrf": {token}, "read": {"contact"}})
	if !strings.Contains(contact.Text, "Гражданин Първи") || strings.Contains(contact.Text, "Текст на гражданина") || d.audited("case.contact.read") != 1 {
		t.Error("reading the contact shows too little or too much, or is not recorded")
	}
	if r := officer.post("/cases/"+number, url.Values{"read": {"text"}}); r.StatusCode != http.StatusForbidden {
		t.Errorf("without the form's token: status %d", r.StatusCode)
	}
	if r := officer.post("/cases/"+number, url.Values{"csrf": {token}, "read": {"all"}}); r.StatusCode != http.StatusBadRequest {
		t.Errorf("an unknown reading: status %d", r.StatusCode)
	}
	for _, wrong := range []string{"1234-5678-9", "1", "x%00"} {
		if r := officer.get("/cases/" + wrong); r.StatusCode < 400 || r.StatusCode >= 500 || strings.Contains(r.Text, "⟦") {
			t.Errorf("/cases/%s: status %d", wrong, r.StatusCode)
		}
	}
}

// audited counts entries of the audit trail.
func (d *doorsTest) audited(what string) int {
	d.t.Helper()
	var n int
	must(d.t, d.register.QueryRow("SELECT count(*) FROM audit WHERE action LIKE $1", what).Scan(&n))
	return n
}

// A clerk with a department works with its cases alone.
func TestClerkOfADepartment(t *testing.T) {
	d := testDoors(t)
	own := d.submit(sofia(11, 2, 10), func(s *register.Submission) { s.Service = "2130" }).Number
	other := d.submit(sofia(11, 2, 10), nil).Number
	clerk := d.signedInAs(access.Clerk)
	_, err := d.register.Exec("UPDATE users SET department = 'mdt'")
	must(t, err)
	for _, query := range []string{"", "?department=grao"} {
		if list := clerk.get("/cases" + query).Text; !strings.Contains(list, own) || strings.Contains(list, other) {
			t.Errorf("%q: the list is not the department's", query)
		}
	}
	if r := clerk.get("/cases/" + own); r.StatusCode != http.StatusOK {
		t.Errorf("own case: status %d", r.StatusCode)
	}
	token := clerk.get("/cases").hidden("csrf")
	if r := clerk.get("/cases/" + other); r.StatusCode != http.StatusNotFound {
		t.Errorf("another department's case: status %d", r.StatusCode)
	}
	r := clerk.post("/cases/"+other, url.Values{"csrf": {token}, "read": {"text"}})
	if r.StatusCode != http.StatusNotFound || d.audited("case.text.read") != 0 {
		t.Errorf("another department's text: status %d", r.StatusCode)
	}
}

func TestSealedRegister(t *testing.T) {
	d := testDoors(t)
	number := d.submit(sofia(11, 2, 10), func(s *register.Submission) { s.Category = "corruption" }).Number
	for _, role := range []access.Role{access.Viewer, access.Clerk, access.Officer, access.Admin} {
		b := d.signedInAs(role)
		token := b.get("/").hidden("csrf")
		there := b.post("/sealed", url.Values{"csrf": {token}, "number": {number}})
		absent := b.post("/sealed", url.Values{"csrf": {token}, "number": {"1111-1111-1"}})
		list := b.get("/sealed")
		for _, r := range []*reply{there, absent, list} {
			if r.StatusCode != http.StatusForbidden || strings.Contains(r.Text, number) || strings.Contains(r.Text, "Запечатан регистър") {
				t.Errorf("%s: status %d, or a hint", role, r.StatusCode)
			}
		}
	}
	if d.audited("sealed.read") != 0 {
		t.Error("a refused opening counts as one")
	}
	keeper := d.signedInAs(access.Integrity)
	list := keeper.get("/sealed")
	if !strings.Contains(list.Text, number) || strings.Contains(list.Text, "Гражданин Първи") {
		t.Fatalf("list: status %d", list.StatusCode)
	}
	opened := keeper.post("/sealed", url.Values{"csrf": {list.hidden("csrf")}, "number": {number}})
	for _, want := range []string{"Текст на гражданина.", "Гражданин Първи", "0888 123 456", "Съмнение за корупция"} {
		if !strings.Contains(opened.Text, want) {
			t.Errorf("the opened case lacks %q", want)
		}
	}
	if d.audited("sealed.read") != 1 {
		t.Error("the opening is not in the audit trail")
	}
	if r := keeper.get("/cases"); r.StatusCode != http.StatusForbidden {
		t.Errorf("the keeper of the sealed register reads the open one: status %d", r.StatusCode)
	}
}

// Whatever is done about a sealed case, only the integrity role sees it, and only in the sealed register.
func TestSealedCaseIsWorkedOn(t *testing.T) {
	d := testDoors(t)
	number := d.submit(sofia(11, 2, 10), func(s *register.Submission) { s.Kind, s.Category = "whistleblower", "" }).Number
	keeper := d.signedInAs(access.Integrity)
	list := keeper.get("/sealed")
	if !strings.Contains(list.Text, "потвърждението закъснява, срокът беше 09.11.2026") {
		t.Errorf("the list does not say what is due:\n%s", list.Text)
	}
	opened := keeper.post("/sealed", url.Values{"csrf": {list.hidden("csrf")}, "number": {number}})
	form := url.Values{"csrf": {list.hidden("csrf")}, "number": {number}, "version": {opened.hidden("version")}, "deed": {"confirmed"}, "text": {"Обадих се."}, "at": {"2026-11-20"}}
	done := keeper.post("/sealed/act", form)
	if done.StatusCode != http.StatusOK || !strings.Contains(done.Text, "Потвърдено е получаването") || !strings.Contains(done.Text, "Обадих се.") {
		t.Fatalf("confirming: status %d", done.StatusCode)
	}
	form.Set("text", "Второ, писано дълго.")
	if again := keeper.post("/sealed/act", form); again.StatusCode != http.StatusConflict || !strings.Contains(again.Text, "Второ, писано дълго.") {
		t.Errorf("on an old version: status %d, or the text is lost", again.StatusCode)
	}
	for _, text := range hostileTexts() {
		for _, field := range []string{"deed", "text", "at", "version", "number"} {
			hostile := url.Values{"csrf": form["csrf"], "number": {number}, "version": {"1"}, "deed": {"noted"}, "text": {"x"}}
			hostile.Set(field, text)
			if r := keeper.post("/sealed/act", hostile); r.StatusCode >= 500 || strings.Contains(r.Text, "<script>alert") || strings.Contains(r.Text, "⟦") {
				t.Errorf("%s=%.20q: status %d", field, text, r.StatusCode)
			}
		}
	}
	for _, role := range []access.Role{access.Viewer, access.Clerk, access.Officer, access.Admin} {
		b := d.signedInAs(role)
		token := b.get("/").hidden("csrf")
		for _, path := range []string{"/sealed", "/sealed/act", "/sealed/file"} {
			there := b.post(path, url.Values{"csrf": {token}, "number": {number}, "version": {"1"}, "deed": {"noted"}, "text": {"x"}})
			if there.StatusCode != http.StatusForbidden || strings.Contains(there.Text, number) {
				t.Errorf("%s on %s: status %d", role, path, there.StatusCode)
			}
		}
		hidden, never := b.get("/cases/"+number), b.get("/cases/1111-1111-1")
		if hidden.StatusCode != never.StatusCode || hidden.StatusCode == http.StatusOK {
			t.Errorf("%s: a sealed number answers %d, an unknown one %d", role, hidden.StatusCode, never.StatusCode)
		}
	}
	var told int
	must(t, d.register.QueryRow("SELECT count(*) FROM audit WHERE subject = $1 OR details LIKE $2", number, "%"+number+"%").Scan(&told))
	if told != 0 || d.audited("sealed.write") == 0 {
		t.Errorf("the audit trail names the case %d times", told)
	}
	if n := d.count("SELECT count() FROM case_facts"); n != 0 {
		t.Errorf("%d facts about a sealed case", n)
	}
}
