package dashboard

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"harta/internal/register"
)

// Whatever a multipart body is, the answer is a page and the process stays up.
func TestHostileMultipart(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	go func() { _ = d.Serve(listener) }()
	t.Cleanup(func() { _ = d.App().Shutdown() })
	send := func(contentType, body string) int {
		r, err := http.NewRequest(http.MethodPost, "http://"+listener.Addr().String()+"/f/complaint", strings.NewReader(body))
		must(t, err)
		r.Header.Set("Content-Type", contentType)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Errorf("%v", err)
			return 0
		}
		defer answer.Body.Close()
		return answer.StatusCode
	}
	part := func(head, body string) string { return "--b\r\n" + head + "\r\n\r\n" + body + "\r\n" }
	file := `Content-Disposition: form-data; name="files"; filename="`
	for name, c := range map[string]struct{ contentType, body string }{
		"no boundary":         {"multipart/form-data", "x"},
		"empty boundary":      {"multipart/form-data; boundary=", "x"},
		"long boundary":       {"multipart/form-data; boundary=" + strings.Repeat("b", 5000), "x"},
		"no end":              {"multipart/form-data; boundary=b", part(file+`a.txt"`, "x")},
		"cut in a head":       {"multipart/form-data; boundary=b", "--b\r\nContent-Dispo"},
		"part without a name": {"multipart/form-data; boundary=b", part("Content-Disposition: form-data", "x") + "--b--\r\n"},
		"path as a name":      {"multipart/form-data; boundary=b", part(file+`../../etc/passwd"`, "текст") + "--b--\r\n"},
		"zero bytes":          {"multipart/form-data; boundary=b", part(file+"a\x00.txt\"", "a\x00b") + "--b--\r\n"},
		"turned name":         {"multipart/form-data; boundary=b", part(file+"\u202Egpj.exe\"", "MZ") + "--b--\r\n"},
		"thousands of parts":  {"multipart/form-data; boundary=b", strings.Repeat(part(`Content-Disposition: form-data; name="text"`, "x"), 5000) + "--b--\r\n"},
		"huge head":           {"multipart/form-data; boundary=b", part("X: "+strings.Repeat("x", 1<<19), "x") + "--b--\r\n"},
		"file as text":        {"multipart/form-data; boundary=b", part(`Content-Disposition: form-data; name="text"; filename="a.txt"`, "x") + "--b--\r\n"},
		"json":                {"application/json", `{"text":"x"}`},
		"xml":                 {"application/xml", `<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>`},
		"nothing":             {"", ""},
		"bad escapes":         {"application/x-www-form-urlencoded", "text=%zz%&&&=&id=%00%ff"},
	} {
		if status := send(c.contentType, c.body); status < 400 || status > 499 {
			t.Errorf("%s: status %d", name, status)
		}
	}
	if r := b.get("/f/complaint"); r.StatusCode != http.StatusOK {
		t.Errorf("afterwards: status %d", r.StatusCode)
	}
}

// SQL, HTML, formulas, other directions and languages in every field come back as they were typed, or are kept as they were.
func TestHostileWordsInEveryField(t *testing.T) {
	d := testDoors(t)
	b := d.browser()
	for _, nasty := range []string{
		"'; DROP TABLE cases; --", `"><script>alert(1)</script>`, "=HYPERLINK(1)", "\u202Eобърнат", "مرحبا", "a\x00b\x07", "\xff\xfe", "{{.Form}}", "\u200B",
		"1900-01-01", "2100-12-31", "-1", "99999999999999999999", strings.Repeat("ж", 30_000),
	} {
		for _, field := range []string{"id", "stamp", "version", "category", "office", "service", "incident_on", "text", "sender", "name", "email", "phone", "address", "notify", "website", "file", "drop", "unknown"} {
			form := complaint(b)
			form.Set(field, nasty)
			form.Set("category", form.Get("category"))
			r := b.post("/f/complaint", form)
			if r.StatusCode != http.StatusCreated && r.StatusCode != http.StatusUnprocessableEntity && r.StatusCode != http.StatusTooManyRequests {
				t.Errorf("%q as %s: status %d", nasty[:min(20, len(nasty))], field, r.StatusCode)
			}
			if strings.Contains(r.Text, "<script>alert") || strings.Contains(r.Text, "⟦") {
				t.Errorf("%q as %s comes back raw", nasty, field)
			}
		}
	}
}

// A form that is cut off on its way is not taken for a whole one: the person, who got no answer, sends it again.
func TestCutFormIsNotTaken(t *testing.T) {
	d := testDoors(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	go func() { _ = d.Serve(listener) }()
	t.Cleanup(func() { _ = d.App().Shutdown() })
	form := complaint(d.browser())
	form.Set("sender", "anonymous")
	id := form.Get("id")
	form.Del("text")
	body := form.Encode() + "&text=" + strings.Repeat("%D1%8F", 4000)
	for _, come := range []int{100, 2 << 10, 20 << 10, len(body) - 6} {
		conn, err := net.Dial("tcp", listener.Addr().String())
		must(t, err)
		_, err = fmt.Fprintf(conn, "POST /f/complaint HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
			len(body), body[:come])
		must(t, err)
		must(t, conn.(*net.TCPConn).CloseWrite())
		answer, _ := io.ReadAll(conn)
		_ = conn.Close()
		if strings.HasPrefix(string(answer), "HTTP/1.1 2") {
			t.Errorf("%d of %d bytes of %s: %.200s", come, len(body), id, answer)
		}
	}
	// A form with files, cut between two of its parts: all that came is whole.
	part := func(name, value string) string {
		return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
	}
	parts := part("text", "Чаках три часа.")
	for name := range form {
		parts += part(name, form.Get(name))
	}
	conn, err := net.Dial("tcp", listener.Addr().String())
	must(t, err)
	_, err = fmt.Fprintf(conn, "POST /f/complaint HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n%s--b",
		3<<20, parts)
	must(t, err)
	must(t, conn.(*net.TCPConn).CloseWrite())
	if answer, _ := io.ReadAll(conn); strings.HasPrefix(string(answer), "HTTP/1.1 2") {
		t.Errorf("a form with files: %.200s", answer)
	}
	_ = conn.Close()
	rows, err := d.reg.Cases(t.Context(), register.CaseFilter{})
	must(t, err)
	if len(rows) != 0 {
		t.Errorf("%d cases of forms that were cut off", len(rows))
	}
}
