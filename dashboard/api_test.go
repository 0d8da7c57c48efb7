package dashboard

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"harta/internal/access"
)

// robot is another program that speaks to the API with a key.
type robot struct {
	ts  *testServer
	key string
}

// robot makes a key with the given scopes, or with all.
func (ts *testServer) robot(scopes ...access.Scope) *robot {
	ts.t.Helper()
	if len(scopes) == 0 {
		scopes = access.Scopes()
	}
	_, secret, err := ts.access.CreateKey(context.Background(), "проба", scopes, "admin-id")
	if err != nil {
		ts.t.Fatal(err)
	}
	return &robot{ts: ts, key: secret}
}

// send posts a body; the headers are pairs of name and value.
func (m *robot) send(path, contentType, body string, headers ...string) *reply {
	m.ts.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	return m.do(r, headers...)
}

func (m *robot) get(path string, headers ...string) *reply {
	m.ts.t.Helper()
	return m.do(httptest.NewRequest(http.MethodGet, path, nil), headers...)
}

func (m *robot) do(r *http.Request, headers ...string) *reply {
	m.ts.t.Helper()
	if m.key != "" {
		r.Header.Set("Authorization", "Bearer "+m.key)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := m.ts.App().Test(r, 30_000)
	if err != nil {
		m.ts.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		m.ts.t.Fatal(err)
	}
	return &reply{Response: resp, Text: string(body)}
}

// taken is the report on a body.
type taken struct {
	Lines  []takenLine
	Counts takeCounts
	Error  *struct {
		Code, Field, Message, Request string
		Line                          int64
	}
}

// takenLine is what became of one entry.
type takenLine struct {
	Line   int64
	Status string
	ID     string
	Number string
	Link   string
	Error  *struct{ Code, Field, Message string }
}

// taken reads a report in JSON.
func (r *reply) taken(t *testing.T) taken {
	t.Helper()
	var out taken
	if err := json.Unmarshal([]byte(r.Text), &out); err != nil {
		t.Fatalf("status %d: no report: %v\n%s", r.StatusCode, err, r.Text)
	}
	return out
}

const (
	recordsPath = "/api/v1/records?source=docs"
	plainJSON   = "application/json"
)

// goodRecord is a record as JSON.
func goodRecord(number string, version int) string {
	return fmt.Sprintf(`{"number":%q,"version":%d,"service_number":"2079","channel":"counter","received":"2026-11-20T10:00:00+02:00"}`, number, version)
}

func TestRecordsByAPI(t *testing.T) {
	d := testDoors(t)
	m := d.robot(access.WriteRecords)
	r := m.send(recordsPath, plainJSON, goodRecord("A-1", 1))
	if got := r.taken(t); r.StatusCode != 200 || got.Counts != (takeCounts{Accepted: 1}) || got.Lines[0].ID != "A-1" || got.Error != nil {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	r = m.send(recordsPath, plainJSON, "["+goodRecord("A-1", 1)+","+goodRecord("A-1", 0)+",\n"+goodRecord("A-2", 1)+`,{"number":5}]`)
	got := r.taken(t)
	if r.StatusCode != 200 || got.Counts != (takeCounts{1, 1, 1, 1}) || len(got.Lines) != 4 {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if e := got.Lines[3].Error; e == nil || e.Code != "json_type" || e.Field != "number" || !strings.Contains(e.Message, "очаква се string") {
		t.Errorf("line 4: %s", r.Text)
	}
	if n := d.count("SELECT count() FROM records FINAL WHERE source = 'docs' AND service = '2079' AND department = 'grao' AND channel = 'counter'"); n != 2 {
		t.Errorf("%d records in ClickHouse, want 2", n)
	}
}

// A stream of lines is answered line by line, whatever is wrong with some of them.
func TestRecordsAsLines(t *testing.T) {
	d := testDoors(t)
	m := d.robot(access.WriteRecords)
	body := "\xef\xbb\xbf" + goodRecord("L-1", 1) + "\r\n\n{broken\n" + strings.Repeat("x", entryBytes+10) + "\n" + goodRecord("L-2", 1)
	r := m.send(recordsPath, mimeNDJSON, body, "Accept", mimeNDJSON, "Accept-Language", "en")
	lines := strings.Split(strings.TrimSpace(r.Text), "\n")
	if r.StatusCode != 200 || r.Header.Get("Content-Type") != mimeNDJSON || len(lines) != 5 {
		t.Fatalf("status %d, %d lines:\n%s", r.StatusCode, len(lines), r.Text)
	}
	for i, want := range []string{`{"line":1,"status":"accepted","id":"L-1"}`, `"line":3,"status":"rejected","error":{"code":"json_malformed"`,
		`"line":4,"status":"rejected","error":{"code":"entry_too_long"`, `{"line":5,"status":"accepted","id":"L-2"}`,
		`{"counts":{"accepted":2,"already":0,"older":0,"rejected":2}}`} {
		if !strings.Contains(lines[i], want) {
			t.Errorf("line %d is %s, want %s", i+1, lines[i], want)
		}
	}
	if !strings.Contains(lines[1], "not well-formed") {
		t.Errorf("not in English: %s", lines[1])
	}
}

func TestAPIRefuses(t *testing.T) {
	d := testDoors(t)
	all, reader := d.robot(), d.robot(access.ReadReports)
	stranger := &robot{ts: d.testServer}
	for name, c := range map[string]struct {
		m                  *robot
		kind, body         string
		status             int
		code, field, retry string
	}{
		"no key":            {stranger, plainJSON, "{}", 401, "key_missing", "", ""},
		"other scope":       {reader, plainJSON, "{}", 403, "key_scope", "", ""},
		"a form":            {all, "application/x-www-form-urlencoded", "number=1", 400, "content_type", "Content-Type", ""},
		"other charset":     {all, "application/json; charset=windows-1251", "{}", 400, "content_type", "Content-Type", ""},
		"multipart":         {all, "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--\r\n", 400, "content_type", "Content-Type", ""},
		"nothing":           {all, plainJSON, " \n ", 400, "body_empty", "", ""},
		"no lines":          {all, mimeNDJSON, "\n\n", 400, "body_empty", "", ""},
		"no elements":       {all, plainJSON, "[]", 400, "body_empty", "", ""},
		"cut array":         {all, plainJSON, "[", 400, "json_malformed", "", ""},
		"number":            {all, plainJSON, "17", 400, "json_type", "", ""},
		"cut object":        {all, plainJSON, `{"number":"1"`, 400, "json_malformed", "", ""},
		"two objects":       {all, plainJSON, goodRecord("T", 1) + goodRecord("U", 1), 400, "json_malformed", "", ""},
		"endless element":   {all, plainJSON, `["` + strings.Repeat("a", 3*entryBytes) + `"]`, 413, "entry_too_long", "", ""},
		"deep":              {all, plainJSON, strings.Repeat("[", 20000), 400, "json_malformed", "", ""},
		"no version":        {all, plainJSON, `{"number":"1","service":"а","received":"2026-01-01"}`, 400, "record_version_missing", "version", ""},
		"negative version":  {all, plainJSON, `{"number":"1","version":-1,"service":"а","received":"2026-01-01"}`, 400, "record_version_form", "version", ""},
		"fraction":          {all, plainJSON, `{"number":"1","version":1.5,"service":"а","received":"2026-01-01"}`, 400, "record_version_form", "version", ""},
		"huge version":      {all, plainJSON, `{"number":"1","version":9223372036854775808,"service":"а","received":"2026-01-01"}`, 400, "record_version_form", "version", ""},
		"no number":         {all, plainJSON, `{"version":1,"service":"а","received":"2026-01-01"}`, 400, "number_missing", "number", ""},
		"long number":       {all, plainJSON, `{"number":"` + strings.Repeat("9", 65) + `","version":1,"service":"а","received":"2026-01-01"}`, 400, "value_too_long", "number", ""},
		"no service":        {all, plainJSON, `{"number":"1","version":1,"received":"2026-01-01"}`, 400, "service_missing", "service", ""},
		"no moment":         {all, plainJSON, `{"number":"1","version":1,"service":"а"}`, 400, "date_missing", "received", ""},
		"31 February":       {all, plainJSON, `{"number":"1","version":1,"service":"а","received":"2026-02-31"}`, 400, "moment_form", "received", ""},
		"year 1900":         {all, plainJSON, `{"number":"1","version":1,"service":"а","received":"1900-01-01"}`, 400, "date_too_early", "received", ""},
		"year 2100":         {all, plainJSON, `{"number":"1","version":1,"service":"а","received":"2100-01-01"}`, 400, "date_in_future", "received", ""},
		"due in 9999":       {all, plainJSON, `{"number":"1","version":1,"service":"а","received":"2026-01-01","due":"9999-12-31"}`, 400, "date_too_late", "due", ""},
		"due before":        {all, plainJSON, `{"number":"1","version":1,"service":"а","received":"2026-01-02","due":"2026-01-01"}`, 400, "due_before_received", "due", ""},
		"finished before":   {all, plainJSON, `{"number":"1","version":1,"service":"а","received":"2026-01-02","finished":"2026-01-01"}`, 400, "finished_before_received", "finished", ""},
		"unknown channel":   {all, plainJSON, `{"number":"1","version":1,"service":"а","received":"2026-01-01","channel":"pigeon"}`, 400, "channel_unknown", "channel", ""},
		"unknown speed":     {all, plainJSON, `{"number":"1","version":1,"service":"а","received":"2026-01-01","order_speed":"x"}`, 400, "order_speed_unknown", "order_speed", ""},
		"unknown outcome":   {all, plainJSON, `{"number":"1","version":1,"service":"а","received":"2026-01-01","outcome":"x"}`, 400, "outcome_unknown", "outcome", ""},
		"paused too long":   {all, plainJSON, `{"number":"1","version":1,"service":"а","received":"2026-01-01","paused_days":99999}`, 400, "number_malformed", "paused_days", ""},
		"paused as text":    {all, plainJSON, `{"number":"1","version":1,"service":"а","received":"2026-01-01","paused_days":"1"}`, 400, "json_type", "paused_days", ""},
		"unknown field":     {all, plainJSON, `{"number":"1","recieved":"2026-01-01"}`, 400, "field_unknown", "recieved", ""},
		"control character": {all, plainJSON, `{"number":"1\u0007","version":1,"service":"а","received":"2026-01-01"}`, 400, "bad_character", "number", ""},
		"broken UTF-8":      {all, plainJSON, "{\"number\":\"1\",\"version\":1,\"service\":\"\xc3\x28\",\"received\":\"2026-01-01\"}", 400, "bad_character", "service", ""},
		"bad source":        {all, plainJSON, `{"source":"../x","number":"1","version":1,"service":"а","received":"2026-01-01"}`, 400, "source_form", "source", ""},
		"null":              {all, plainJSON, `null`, 400, "source_form", "", ""},
	} {
		path := recordsPath
		if name == "null" {
			path = apiRoot + "/records"
		}
		r := c.m.send(path, c.kind, c.body)
		var body struct {
			Error struct{ Code, Field, Message string }
		}
		if err := json.Unmarshal([]byte(r.Text), &body); err != nil {
			t.Errorf("%s: no JSON: %v\n%.300s", name, err, r.Text)
			continue
		}
		if r.StatusCode != c.status || body.Error.Code != c.code || (c.field != "" && body.Error.Field != c.field) || body.Error.Message == "" ||
			strings.Contains(body.Error.Message, "⟦") {
			t.Errorf("%s: status %d: %.300s", name, r.StatusCode, r.Text)
		}
		if c.status == 401 && r.Header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%s: no word on how to come in", name)
		}
		if len(r.Cookies()) > 0 {
			t.Errorf("%s: a cookie for a program", name)
		}
	}
	if n := d.count("SELECT count() FROM record_versions"); n != 1 { // of "two objects" the first is good
		t.Errorf("%d record versions after refusals, want 1", n)
	}
}

// Text that would mean something elsewhere is a name like any other here, and is kept as it is.
func TestHostileTextIsOnlyText(t *testing.T) {
	d := testDoors(t)
	m := d.robot(access.WriteRecords)
	texts := []string{"=1+1", `'); DROP TABLE records; --`, "<script>alert(1)</script>", "\u202eabc", "a\u200bb", "{{.Secret}}", "%00", "🙂"}
	var lines []string
	for i, s := range texts {
		b, err := json.Marshal(map[string]any{"number": fmt.Sprint(i, s), "version": 1, "service": s, "department": s, "office": s, "received": "2026-11-01"})
		must(t, err)
		lines = append(lines, string(b))
	}
	if r := m.send(recordsPath, mimeNDJSON, strings.Join(lines, "\n")); r.taken(t).Counts.Accepted != int64(len(texts)) {
		t.Fatalf("status %d: %s", r.StatusCode, r.Text)
	}
	if n := d.count("SELECT uniqExact(number) FROM records FINAL WHERE source = 'docs'"); n != uint64(len(texts)) {
		t.Errorf("%d records, want %d", n, len(texts))
	}
}

func TestKeysAreSlowedDown(t *testing.T) {
	ts := newTestServer(t, nil)
	m := ts.robot(access.ReadReports)
	for range keyRequests {
		if r := m.send(recordsPath, plainJSON, "{}"); r.StatusCode != 403 {
			t.Fatalf("status %d", r.StatusCode)
		}
	}
	if r := m.send(recordsPath, plainJSON, "{}"); r.StatusCode != 429 || r.Header.Get("Retry-After") == "" {
		t.Errorf("status %d, Retry-After %q", r.StatusCode, r.Header.Get("Retry-After"))
	}
	if r := ts.robot(access.ReadReports).send(recordsPath, plainJSON, "{}"); r.StatusCode != 403 {
		t.Errorf("another key: status %d", r.StatusCode)
	}
	stranger := &robot{ts: ts, key: "harta_aaaaaaaaaa_AAAA"}
	last := 0
	for range strangerMost + 1 {
		last = stranger.send(recordsPath, plainJSON, "{}").StatusCode
	}
	if last != 429 {
		t.Errorf("a guesser gets status %d", last)
	}
}

// listen serves on a port of its own, for what only a real connection shows.
func (ts *testServer) listen() string {
	ts.t.Helper()
	return ts.listenOn(func(l net.Listener) net.Listener { return l })
}

// listenOn is listen with a listener made of the port's.
func (ts *testServer) listenOn(made func(net.Listener) net.Listener) string {
	ts.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(ts.t, err)
	done := make(chan error, 1)
	go func() { done <- ts.Serve(made(l)) }()
	ts.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = ts.Shutdown(ctx)
		<-done
	})
	return l.Addr().String()
}

// A stream of any length needs no more memory than a short one, and its report comes back whole.
func TestLongStreamNeedsNoMemory(t *testing.T) {
	d := testDoors(t)
	address := d.listen()
	m := d.robot(access.WriteRecords)
	const lines = 60_000
	reader, writer := io.Pipe()
	go func() {
		w := bufio.NewWriter(writer)
		for i := range lines {
			if _, err := w.WriteString(goodRecord(fmt.Sprintf("S-%d", i), 1) + strings.Repeat(" ", 800) + "\n"); err != nil {
				break
			}
		}
		_ = w.Flush()
		_ = writer.Close()
	}()
	// With garbage collected at once, what is in use is little more than what is needed.
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	var peak, before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	stop, seen := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(seen)
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				var now runtime.MemStats
				if runtime.ReadMemStats(&now); now.HeapInuse > peak.HeapInuse {
					peak = now
				}
			}
		}
	}()
	r, err := http.NewRequest(http.MethodPost, "http://"+address+recordsPath, reader)
	must(t, err)
	r.Header.Set("Authorization", "Bearer "+m.key)
	r.Header.Set("Content-Type", mimeNDJSON)
	r.Header.Set("Accept", mimeNDJSON)
	resp, err := http.DefaultClient.Do(r)
	must(t, err)
	defer resp.Body.Close()
	n, last := 0, ""
	for scan := bufio.NewScanner(resp.Body); scan.Scan(); n++ {
		last = scan.Text()
	}
	close(stop)
	<-seen
	if resp.StatusCode != 200 || n != lines+1 || !strings.Contains(last, fmt.Sprintf(`"accepted":%d,`, lines)) {
		t.Fatalf("status %d, %d lines, the last %s", resp.StatusCode, n, last)
	}
	if grown := int64(peak.HeapInuse) - int64(before.HeapInuse); grown > 44<<20 {
		t.Errorf("the heap grew by %d MiB for a body of %d MiB", grown>>20, lines*950>>20)
	}
	if n := d.count("SELECT count() FROM records FINAL WHERE source = 'docs'"); n != lines {
		t.Errorf("%d records in ClickHouse, want %d", n, lines)
	}
}

// What a refused request leaves unread is never taken for another request.
func TestUnreadBodyEndsTheConnection(t *testing.T) {
	d := testDoors(t)
	address := d.listen()
	for name, request := range map[string]string{
		"no key":        "POST /api/v1/records HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 400000\r\n\r\n",
		"too large":     "POST /login HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000000\r\n\r\n",
		"multipart":     "POST /login HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 4000000\r\n\r\n",
		"no end":        "POST /login HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\n",
		"refused early": "POST /api/v1/records HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\n",
	} {
		conn, err := net.Dial("tcp", address)
		must(t, err)
		must(t, conn.SetDeadline(time.Now().Add(20*time.Second)))
		go func() {
			_, _ = io.WriteString(conn, request)
			smuggled := "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n"
			for range 400_000 / len(smuggled) * 6 {
				if _, err := io.WriteString(conn, smuggled); err != nil {
					return
				}
			}
		}()
		all, _ := io.ReadAll(conn)
		_ = conn.Close()
		if n := strings.Count(string(all), "HTTP/1.1 "); n > 1 || strings.Contains(string(all), "200 OK") {
			t.Errorf("%s: %d responses:\n%.500s", name, n, all)
		}
	}
}
