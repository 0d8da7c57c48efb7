package dashboard

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"harta/internal/access"
)

// roomTest is a server on a real connection, whose senders come from the lines that they name.
type roomTest struct {
	*doorsTest
	address string
}

func openRoom(t *testing.T) *roomTest {
	t.Helper()
	d := testDoors(t)
	var err error
	d.front, err = newFront(Options{TrustedProxies: []string{"127.0.0.1", "0.0.0.0"}})
	must(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	go func() { _ = d.Serve(listener) }()
	t.Cleanup(func() { _ = d.App().Shutdown() })
	return &roomTest{d, listener.Addr().String()}
}

// begin sends the beginning of a form with files and no more.
func (r *roomTest) begin(path, line string) net.Conn {
	r.t.Helper()
	conn, err := net.Dial("tcp", r.address)
	must(r.t, err)
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: %s\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n", path, line, 2*bodyBytes)
	must(r.t, err)
	part := "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.pdf\"\r\n\r\n"
	_, err = conn.Write([]byte(part + strings.Repeat("x", 16<<10))) // more than the server reads before it asks whether it may
	must(r.t, err)
	return conn
}

// send sends a whole form with a large file and gives the answer.
func (r *roomTest) send(path, line string, form url.Values, cookies ...*http.Cookie) *reply {
	r.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for key, values := range form {
		must(r.t, w.WriteField(key, values[0]))
	}
	part, err := w.CreateFormFile("files", "снимка.pdf")
	must(r.t, err)
	_, err = part.Write(append([]byte(testPDF), bytes.Repeat([]byte(" "), 2*bodyBytes)...))
	must(r.t, err)
	must(r.t, w.Close())
	request, err := http.NewRequest(http.MethodPost, "http://"+r.address+path, &body)
	must(r.t, err)
	request.Header.Set("Content-Type", w.FormDataContentType())
	request.Header.Set("X-Forwarded-For", line)
	for _, c := range cookies {
		request.AddCookie(c)
	}
	answer, err := http.DefaultTransport.RoundTrip(request)
	must(r.t, err)
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	must(r.t, err)
	return &reply{answer, string(page)}
}

// under waits until so many forms of citizens are under way.
func (r *roomTest) under(n int) {
	r.t.Helper()
	for range 500 {
		r.forms.mu.Lock()
		now := r.forms.citizens
		r.forms.mu.Unlock()
		if now == n {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	r.t.Fatalf("never %d forms under way", n)
}

// Whoever only begins forms shuts out nobody but those behind the same address, and those only while he lasts.
func TestRoomForFilesIsShared(t *testing.T) {
	r := openRoom(t)
	b := r.browser()
	number := r.submit(sofia(11, 2, 10), nil).Number
	for range citizensForms + 2 { // begun and left, to a form that there is and to one that there is not
		r.begin("/f/complaint", "203.0.113.1").Close()
		r.begin("/f/x", "203.0.113.1").Close()
	}
	r.under(0)
	if answer := r.send("/f/complaint", "203.0.113.1", complaint(b)); answer.StatusCode != http.StatusCreated {
		t.Errorf("after forms that were left: status %d: %.300s", answer.StatusCode, answer.Text)
	}
	held := []net.Conn{}
	for range lineForms + 3 {
		held = append(held, r.begin("/f/complaint", "203.0.113.1"))
	}
	r.under(lineForms)
	busy := r.send("/f/complaint", "203.0.113.1", complaint(b))
	if busy.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(busy.Text, "пристигат много файлове") || !strings.Contains(busy.Text, "Чаках три часа.") {
		t.Errorf("beyond the line's share: status %d: %.300s", busy.StatusCode, busy.Text)
	}
	if other := r.send("/f/complaint", "203.0.113.2", complaint(b)); other.StatusCode != http.StatusCreated {
		t.Errorf("from another line: status %d: %.300s", other.StatusCode, other.Text)
	}
	for i := range citizensForms {
		held = append(held, r.begin("/f/complaint", fmt.Sprint("198.51.100.", i)))
	}
	r.under(citizensForms)
	clerk := r.signedInAs(access.Clerk)
	form := url.Values{"csrf": {clerk.get("/cases/" + number).hidden("csrf")}, "version": {"1"}, "outcome": {"upheld"}, "answer": {"Отговор."}, "at": {"2026-11-23"}}
	var cookies []*http.Cookie
	for _, c := range clerk.cookies {
		cookies = append(cookies, c)
	}
	if answer := r.send("/cases/"+number+"/answer", "203.0.113.1", form, cookies...); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("a clerk: status %d: %.300s", answer.StatusCode, answer.Text)
	}
	files, err := r.reg.Attachments(t.Context(), number)
	must(t, err)
	if len(files) != 1 {
		t.Errorf("%d files came with the answer, want 1", len(files))
	}
	for _, conn := range held {
		conn.Close()
	}
	r.under(0)
	if len(r.forms.lines) != 0 || r.forms.staff != 0 {
		t.Errorf("places were not given back: %v, %d of the staff", r.forms.lines, r.forms.staff)
	}
}

// A form for a case by a link that leads to none takes no place, and is told so.
func TestUnknownLinkTakesNoRoom(t *testing.T) {
	r := openRoom(t)
	begun := r.begin("/c/nobody", "203.0.113.1")
	defer begun.Close()
	if answer := r.send("/c/nobody", "203.0.113.1", url.Values{"message": {"x"}}); answer.StatusCode != http.StatusNotFound {
		t.Errorf("status %d: %.300s", answer.StatusCode, answer.Text)
	}
	r.under(0)
}

// Whoever sends too slowly is not waited for longer than a form may take.
func TestSlowFormEnds(t *testing.T) {
	for _, c := range []struct{ waited, most time.Duration }{{0, time.Millisecond}, {2 * time.Minute, time.Minute}} {
		here, there := net.Pipe()
		body := &pacedBody{stream: here, conn: here, waited: c.waited, most: c.most}
		if _, err := body.Read(make([]byte, 1)); err == nil {
			t.Errorf("%+v: read on", c)
		}
		must(t, there.Close())
		must(t, here.Close())
	}
}
