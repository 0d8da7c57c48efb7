package dashboard

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"harta/internal/access"
)

const answersPath = apiRoot + "/answers?source=paper"

func paperAnswer(number, more string) string {
	return fmt.Sprintf(`{"number":%q,"moment":"2026-09-15T10:30:00+03:00","channel":"counter","office":"Център за услуги",`+
		`"service":"2079","language":"bg","scores":{"overall":4,"courtesy":5}%s}`, number, more)
}

func TestAnswersByAPI(t *testing.T) {
	d := testDoors(t)
	m := d.robot(access.WriteAnswers)
	body := "[" + paperAnswer("p-1", `,"comment":"Иван Петров Иванов, ЕГН 7523169263, чака час"`) + "," + paperAnswer("p-2", "") + "]"
	for _, want := range []takeCounts{{Accepted: 2}, {Already: 2}} {
		if r := m.send(answersPath, plainJSON, body); r.StatusCode != 200 || r.taken(t).Counts != want {
			t.Fatalf("status %d: %s", r.StatusCode, r.Text)
		}
	}
	// Two months ago is no slip of a survey on paper: its own day counts.
	if n := d.count("SELECT count() FROM answers FINAL WHERE day = '2026-09-15' AND hour = 10 AND office = 'gradska' AND service = '2079'" +
		" AND department = 'grao' AND channel = 'counter' AND counted"); n != 4 {
		t.Errorf("%d answers in ClickHouse, want 4", n)
	}
	if n := d.count("SELECT count() FROM comments FINAL WHERE score = 4 AND question = 'overall' AND position(text, '7523169263') = 0" +
		" AND position(text, 'Иван Петров') = 0 AND position(text, 'чака') > 0 AND notEmpty(masked)"); n != 1 {
		t.Errorf("%d masked comments, want 1", n)
	}
	var whole int
	must(t, d.register.QueryRowContext(context.Background(), "SELECT count(*) FROM comments").Scan(&whole))
	if whole != 1 {
		t.Errorf("%d whole comments in the register, want 1", whole)
	}
}

func TestAnswersRefuse(t *testing.T) {
	d := testDoors(t)
	m := d.robot(access.WriteAnswers)
	for name, c := range map[string]struct{ body, code, field string }{
		"no number":      {`{"moment":"2026-09-15T10:30:00Z","channel":"counter","scores":{"overall":1}}`, "number_missing", "number"},
		"no scores":      {`{"number":"1","moment":"2026-09-15T10:30:00Z","channel":"counter"}`, "score_missing", "score"},
		"score 6":        {`{"number":"1","moment":"2026-09-15T10:30:00Z","channel":"counter","scores":{"overall":6}}`, "score_out_of_range", "score"},
		"score as text":  {`{"number":"1","moment":"2026-09-15T10:30:00Z","channel":"counter","scores":{"overall":"5"}}`, "json_type", "scores"},
		"huge score":     {`{"number":"1","moment":"2026-09-15T10:30:00Z","channel":"counter","scores":{"overall":1e99}}`, "json_type", "scores"},
		"no question":    {`{"number":"1","moment":"2026-09-15T10:30:00Z","channel":"counter","scores":{"beauty":5}}`, "question_unknown", "question"},
		"no moment":      {`{"number":"1","channel":"counter","scores":{"overall":5}}`, "date_missing", "moment"},
		"a day":          {`{"number":"1","moment":"2026-09-15","channel":"counter","scores":{"overall":5}}`, "instant_form", "moment"},
		"1900":           {`{"number":"1","moment":"1900-09-15T00:00:00Z","channel":"counter","scores":{"overall":5}}`, "date_too_early", "moment"},
		"2100":           {`{"number":"1","moment":"2100-09-15T00:00:00Z","channel":"counter","scores":{"overall":5}}`, "date_in_future", "moment"},
		"no channel":     {`{"number":"1","moment":"2026-09-15T10:30:00Z","scores":{"overall":5}}`, "channel_unknown", "channel"},
		"no kiosk":       {`{"number":"1","moment":"2026-09-15T10:30:00Z","channel":"kiosk","scores":{"overall":5}}`, "kiosk_missing", "kiosk"},
		"unknown office": {`{"number":"1","moment":"2026-09-15T10:30:00Z","channel":"counter","office":"x","scores":{"overall":5}}`, "office_unknown", "office"},
		"unknown service": {`{"number":"1","moment":"2026-09-15T10:30:00Z","channel":"counter","service":"'; DROP","scores":{"overall":5}}`,
			"service_unknown", "service"},
		"long comment": {`{"number":"1","moment":"2026-09-15T10:30:00Z","channel":"counter","comment":"` + strings.Repeat("а", 5001) + `","scores":{"overall":5}}`, "remark_long", "comment"},
		"control":      {`{"number":"1","moment":"2026-09-15T10:30:00Z","channel":"counter","comment":"\u0000","scores":{"overall":5}}`, "remark_malformed", "comment"},
		"a name for a language": {`{"number":"1","moment":"2026-09-15T10:30:00Z","channel":"counter","language":"ЕГН 6101057509","scores":{"overall":5}}`,
			"language_form", "language"},
		"unknown field": {`{"number":"1","egn":"7523169263"}`, "field_unknown", "egn"},
		"bad source":    {`{"source":"А","number":"1"}`, "source_form", "source"},
	} {
		r := m.send(answersPath, plainJSON, c.body)
		got := r.taken(t)
		if r.StatusCode != 400 || got.Error == nil || got.Error.Code != c.code || !strings.HasPrefix(got.Error.Field, c.field) || strings.Contains(r.Text, "⟦") {
			t.Errorf("%s: status %d: %s", name, r.StatusCode, r.Text)
		}
	}
	if n := d.count("SELECT count() FROM answers"); n != 0 {
		t.Errorf("%d answers after refusals", n)
	}
}

// Every page begins where the one before ended, also when rows arrive meanwhile.
func TestRowsByAPI(t *testing.T) {
	d := testDoors(t)
	m := d.robot()
	var lines []string
	for i := range 25 {
		lines = append(lines, goodRecord(fmt.Sprintf("R-%02d", i*2), 1))
	}
	lines = append(lines, `{"number":"=HYPERLINK(1)","version":1,"service":"Непозната","received":"2026-10-01","outcome":"completed"}`)
	m.send(recordsPath, mimeNDJSON, strings.Join(lines, "\n"))
	m.send(answersPath, plainJSON, paperAnswer("p-1", ""))
	d.count("SELECT count() FROM records FINAL")
	seen := map[string]int{}
	next, pages := "", 0
	for {
		r := m.get("/api/v1/rows/records?limit=10&period=12m&cursor=" + next)
		var page struct {
			Rows []map[string]any
			Next string
		}
		must(t, json.Unmarshal([]byte(r.Text), &page))
		if r.StatusCode != 200 || r.Header.Get(nextHeader) != page.Next {
			t.Fatalf("status %d, next %q in the header: %.300s", r.StatusCode, r.Header.Get(nextHeader), r.Text)
		}
		for _, row := range page.Rows {
			seen[fmt.Sprint(row["number"])]++
		}
		if pages++; pages == 1 { // before and after the place where the next page begins
			m.send(recordsPath, plainJSON, "["+goodRecord("R-01", 1)+","+goodRecord("R-49", 1)+"]")
			d.count("SELECT count() FROM records FINAL")
		}
		if next = page.Next; next == "" {
			break
		}
	}
	for number, n := range seen {
		if n != 1 {
			t.Errorf("%s stands on %d pages", number, n)
		}
	}
	if len(seen) < 27 || pages != 3 {
		t.Errorf("%d records on %d pages", len(seen), pages)
	}
	csv := m.get("/api/v1/rows/records?only=unmapped", "Accept", "text/csv")
	if !strings.Contains(csv.Text, "docs,'=HYPERLINK(1),1,x-") || strings.Count(csv.Text, "\n") != 2 {
		t.Errorf("CSV: %s", csv.Text)
	}
	if r := m.get("/api/v1/rows/records?only=undated", "Accept", mimeNDJSON); strings.Count(r.Text, "\n") != 1 || !strings.HasPrefix(r.Text, `{"source":"docs","number":"=HYPERLINK(1)"`) {
		t.Errorf("lines: %s", r.Text)
	}
	if r := m.get("/api/v1/rows/answers?only=counted&limit=1"); strings.Count(r.Text, `"score":`) != 1 || !strings.Contains(r.Text, `"question":"courtesy"`) {
		t.Errorf("answers: %s", r.Text)
	}
	if r := m.get("/api/v1/rows/cases"); r.StatusCode != 200 || !strings.Contains(r.Text, `"next":""`) {
		t.Errorf("cases: status %d: %s", r.StatusCode, r.Text)
	}
}

func TestReadingRefuses(t *testing.T) {
	d := testDoors(t)
	all, writer := d.robot(), d.robot(access.WriteRecords)
	for path, want := range map[string]string{
		"/api/v1/rows/users": "404 rows_unknown", "/api/v1/rows/records?only=x": "400 rows_part_unknown",
		"/api/v1/rows/records?cursor=x": "400 cursor_malformed", "/api/v1/rows/records?cursor=eyJmIjoiYW5zd2VycyJ9": "400 cursor_malformed",
		"/api/v1/rows/records?limit=0": "400 limit_out_of_range", "/api/v1/rows/records?limit=99999": "400 limit_out_of_range",
		"/api/v1/rows/records?limit=x": "400 limit_out_of_range", "/api/v1/rows/records?period=x": "400 unknown_period",
		"/api/v1/reports/nothing": "404 report_unknown", "/api/v1/reports/timeliness_total?from=x&period=custom": "400 bad_date",
		"/api/v1/nothing": "404 api_path_unknown",
	} {
		r := all.get(path)
		var body struct{ Error errorBody }
		if err := json.Unmarshal([]byte(r.Text), &body); err != nil || fmt.Sprint(r.StatusCode, " ", body.Error.Code) != want || strings.Contains(r.Text, "⟦") {
			t.Errorf("%s: status %d, want %s: %.300s", path, r.StatusCode, want, r.Text)
		}
	}
	for _, path := range []string{"/api/v1/rows/records", "/api/v1/reports", "/api/v1/reports/timeliness_total"} {
		if r := writer.get(path); r.StatusCode != 403 {
			t.Errorf("%s without the scope: status %d", path, r.StatusCode)
		}
	}
}

func TestReportsByAPI(t *testing.T) {
	d := testDoors(t)
	m := d.robot(access.ReadReports)
	m2 := d.robot(access.WriteRecords)
	m2.send(recordsPath, plainJSON, goodRecord("A", 1))
	d.count("SELECT count() FROM records FINAL")
	list := m.get("/api/v1/reports")
	var reports struct{ Reports []apiReport }
	must(t, json.Unmarshal([]byte(list.Text), &reports))
	if len(reports.Reports) < 20 {
		t.Fatalf("%d reports: %s", len(reports.Reports), list.Text)
	}
	officer := d.signedInAs(access.Officer)
	const pinned = "?period=12m&asof=2026-11-23T09:00:00Z"
	for _, r := range reports.Reports {
		api, page := m.get(r.Href+pinned), officer.get("/reports/"+r.Key+".json"+pinned)
		if api.StatusCode != 200 || api.Text != page.Text {
			t.Errorf("%s: status %d; the API and the dashboard say different things", r.Key, api.StatusCode)
		}
	}
}

// corrections are versions of one answer, which was given on 15 September, with its comment.
const (
	answerFirst  = `{"number":"p-1","version":1,"moment":"2026-09-15T10:30:00+03:00","channel":"counter","service":"2079","scores":{"overall":4,"courtesy":5},"comment":"Добре беше"}`
	answerMoved  = `{"number":"p-1","version":2,"moment":"2026-08-31T23:30:00+03:00","channel":"counter","service":"2130","scores":{"overall":2},"comment":"Лошо беше"}`
	answerBack   = `{"number":"p-1","version":3,"moment":"2026-09-15T10:30:00+03:00","channel":"counter","service":"2079","scores":{"courtesy":1}}`
	countedRows  = "SELECT count() FROM answers FINAL WHERE counted"
	standingText = "SELECT count() FROM comments FINAL WHERE text != ''"
)

// Of two versions the greater counts, on its own day and with its own questions alone; nothing of the earlier one is left.
func TestAnswersAreCorrected(t *testing.T) {
	d := testDoors(t)
	m := d.robot(access.WriteAnswers)
	for _, step := range []struct {
		name, body string
		status     int
		want       takeCounts
		rows       string
		counted    uint64
		texts      uint64
	}{
		{"first", answerFirst, 200, takeCounts{Accepted: 1}, "day = '2026-09-15' AND service = '2079'", 2, 1},
		{"the same again", answerFirst, 200, takeCounts{Already: 1}, "day = '2026-09-15'", 2, 1},
		{"other content", strings.Replace(answerFirst, `"overall":4`, `"overall":3`, 1), 409, takeCounts{Rejected: 1}, "score > 3", 2, 1},
		{"moved to another month", answerMoved, 200, takeCounts{Accepted: 1}, "day = '2026-08-31' AND question = 'overall' AND score = 2 AND service = '2130'", 1, 1},
		{"the correction again", answerMoved, 200, takeCounts{Already: 1}, "day = '2026-08-31'", 1, 1},
		{"an older one", answerFirst, 200, takeCounts{Older: 1}, "day = '2026-08-31'", 1, 1},
		{"moved back, without a comment", answerBack, 200, takeCounts{Accepted: 1}, "day = '2026-09-15' AND question = 'courtesy' AND score = 1", 1, 0},
	} {
		r := m.send(answersPath, plainJSON, step.body)
		if r.StatusCode != step.status || r.taken(t).Counts != step.want {
			t.Errorf("%s: status %d: %s", step.name, r.StatusCode, r.Text)
		}
		if all, right := d.count(countedRows), d.count(countedRows+" AND "+step.rows); all != step.counted || right != all {
			t.Errorf("%s: %d answers count, %d of them as they should, want %d", step.name, all, right, step.counted)
		}
		if n := d.count(standingText); n != step.texts {
			t.Errorf("%s: %d comments stand in the figures, want %d", step.name, n, step.texts)
		}
	}
	var whole int
	must(t, d.register.QueryRowContext(context.Background(), "SELECT count(*) FROM comments").Scan(&whole))
	if whole != 0 {
		t.Errorf("%d whole comments in the register, though the last version has none", whole)
	}
	reader := d.robot(access.ReadRows)
	if r := reader.get("/api/v1/rows/answers?period=12m"); strings.Count(r.Text, `"score":`) != 1 {
		t.Errorf("rows behind the figures: %s", r.Text)
	}
}

// Versions of one answer in one body count like versions sent one after the other, whatever their order.
func TestAnswerVersionsInOneBody(t *testing.T) {
	for _, body := range []string{answerFirst + "\n" + answerMoved + "\n" + answerBack, answerBack + "\n" + answerMoved + "\n" + answerFirst} {
		d := testDoors(t)
		d.robot(access.WriteAnswers).send(answersPath, mimeNDJSON, body)
		if n := d.count(countedRows + " AND question = 'courtesy' AND score = 1"); n != 1 || d.count(countedRows) != 1 {
			t.Errorf("%d answers count, %d of them the last version, after\n%s", d.count(countedRows), n, body)
		}
	}
}

// A correction of what was said does not make an answer count again that an officer set aside.
func TestACorrectionDoesNotRestore(t *testing.T) {
	d := testDoors(t)
	m := d.robot(access.WriteAnswers)
	m.send(answersPath, plainJSON, answerFirst)
	d.count(countedRows)
	must(t, d.ch.Insert.Exec(context.Background(), "INSERT INTO answers SELECT * REPLACE (false AS counted, 'officer' AS reason, version + 1000 AS version) FROM answers FINAL"))
	m.send(answersPath, plainJSON, answerMoved)
	if n := d.count("SELECT count() FROM answers FINAL WHERE NOT counted AND reason = 'officer' AND day = '2026-08-31' AND score = 2"); n != 1 || d.count(countedRows) != 0 {
		t.Errorf("%d corrected answers are set aside, want 1; %d count", n, d.count(countedRows))
	}
}
