package dashboard

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Whatever breaks a request to the API off, its sender reads the answer as JSON: programs do not read pages.
func TestBrokenRequestsToTheAPIGetJSON(t *testing.T) {
	ts := newTestServer(t, nil)
	key := ts.robot().key
	address := ts.listen()
	for _, path := range []string{"/records", "/answers", "/cases", "/surveys", "/nothing"} {
		for _, length := range []int{50, 5000, 50_000} {
			for _, sent := range []string{"", `{"number":"1"`} {
				for _, who := range []string{key, "harta_nobody"} {
					head := fmt.Sprintf("POST %s%s?source=docs HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"+
						"Content-Length: %d\r\n\r\n", apiRoot, path, who, length)
					r := sendCut(t, dialPlain(t, address), head+sent)
					var body struct {
						Error struct{ Code, Message, Request string }
					}
					want := "body_cut"
					if path != "/nothing" && who != key {
						want = "key_unknown"
					}
					if err := json.Unmarshal([]byte(r.Text), &body); err != nil || body.Error.Code != want || body.Error.Request == "" {
						t.Errorf("%s, %d of %d bytes: status %d, want %s: %.300s", path, len(sent), length, r.StatusCode, want, r.Text)
					}
				}
			}
		}
	}
}

// Most programs write everything before they read. One that is refused in the midst of some megabytes reads why, and not that the
// connection was reset.
func TestRefusalsAreReadBehindABody(t *testing.T) {
	ts := newTestServer(t, nil)
	address := ts.listen()
	const size = 8 << 20
	for name, framed := range map[string]struct{ header, body string }{
		"length": {fmt.Sprintf("Content-Length: %d", size), strings.Repeat("x", size)},
		"chunks": {"Transfer-Encoding: chunked", strings.Repeat(chunked(strings.Repeat("x", 1<<16)), size>>16) + "0\r\n\r\n"},
	} {
		conn := dialPlain(t, address)
		must(t, conn.SetDeadline(time.Now().Add(20*time.Second)))
		if _, err := io.WriteString(conn, "POST "+recordsPath+" HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"+framed.header+"\r\n\r\n"+framed.body); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if resp, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if body, _ := io.ReadAll(resp.Body); resp.StatusCode != 401 {
			t.Errorf("%s: status %d: %s", name, resp.StatusCode, body)
		}
		_ = conn.Close()
	}
}

// A file in a body goes nowhere before it is known from whom it comes: the server would lay it down on the disk, whatever its size.
func TestStrangersFilesAreNotRead(t *testing.T) {
	ts := newTestServer(t, nil)
	conn := dialPlain(t, ts.listen())
	defer conn.Close()
	must(t, conn.SetDeadline(time.Now().Add(20*time.Second)))
	_, err := io.WriteString(conn, "POST "+recordsPath+" HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 9999999999\r\n\r\n"+
		"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n"+strings.Repeat("0", 20_000))
	must(t, err)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil) // though the body goes on
	if err != nil {
		t.Fatalf("no answer before the file has come: %v", err)
	}
	defer resp.Body.Close()
	if body, _ := io.ReadAll(resp.Body); resp.StatusCode != 401 || !strings.Contains(string(body), "key_missing") {
		t.Errorf("status %d: %.300s", resp.StatusCode, body)
	}
}
