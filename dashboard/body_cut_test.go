package dashboard

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"harta/internal/access"
)

// halfClosing is a connection whose sender can stop sending and still read.
type halfClosing interface {
	net.Conn
	CloseWrite() error
}

// sendCut sends the beginning of a request, stops sending, and reads what is answered.
func sendCut(t *testing.T, conn halfClosing, request string) *reply {
	t.Helper()
	defer conn.Close()
	must(t, conn.SetDeadline(time.Now().Add(20*time.Second)))
	_, err := io.WriteString(conn, request)
	must(t, err)
	must(t, conn.CloseWrite())
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	must(t, err)
	return &reply{Response: resp, Text: string(body)}
}

// dialPlain connects to an address.
func dialPlain(t *testing.T, address string) halfClosing {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	must(t, err)
	return conn.(*net.TCPConn)
}

// chunked is a text as one chunk of a body.
func chunked(text string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(text), text) }

// A sender that stops before the last chunk is told that its body broke off, and how much of it was taken. It is not told so when
// the last chunk came, however the connection ends after it.
func TestChunksThatBreakOffAreTold(t *testing.T) {
	d := testDoors(t)
	m := d.robot(access.WriteRecords)
	head := "POST " + recordsPath + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + m.key +
		"\r\nTransfer-Encoding: chunked\r\nContent-Type: "
	plain, secure := d.listen(), listenTLS(d.testServer)
	for name, dial := range map[string]func() halfClosing{
		"plain": func() halfClosing { return dialPlain(t, plain) },
		"TLS": func() halfClosing {
			conn, err := tls.Dial("tcp", secure, &tls.Config{InsecureSkipVerify: true}) // the certificate is of the test
			must(t, err)
			return conn
		},
	} {
		lines := chunked(goodRecord(name+"-1", 1) + "\n" + goodRecord(name+"-2", 1) + "\n")
		for cut, rest := range map[string]string{"between chunks": "", "within a size": "2", "within a chunk": "20\r\n{", "after a size": "20\r\n"} {
			r := sendCut(t, dial(), head+mimeNDJSON+"\r\n\r\n"+lines+rest)
			got := r.taken(t)
			if r.StatusCode != 400 || got.Error == nil || got.Error.Code != "body_cut" || got.Error.Line != 3 {
				t.Errorf("%s, cut %s: status %d: %s", name, cut, r.StatusCode, r.Text)
			}
			if n := got.Counts.Accepted + got.Counts.Already; n != 2 {
				t.Errorf("%s, cut %s: %d lines are said to be taken, want 2: %s", name, cut, n, r.Text)
			}
		}
		if r := sendCut(t, dial(), head+mimeNDJSON+"\r\n\r\n"+lines+"0\r\n\r\n"); r.StatusCode != 200 {
			t.Errorf("%s, whole: status %d: %s", name, r.StatusCode, r.Text)
		}
		r := sendCut(t, dial(), head+plainJSON+"\r\n\r\n"+chunked("["+goodRecord(name+"-3", 1)+",")) // an array without its end
		if got := r.taken(t); r.StatusCode != 400 || got.Error == nil || got.Error.Code != "body_cut" || got.Counts.Accepted != 1 {
			t.Errorf("%s, array: status %d: %s", name, r.StatusCode, r.Text)
		}
		if r := sendCut(t, dial(), head+mimeNDJSON+"\r\n\r\n"); r.StatusCode != 400 || !strings.Contains(r.Text, `"body_cut"`) {
			t.Errorf("%s, nothing: status %d: %s", name, r.StatusCode, r.Text)
		}
	}
	if n := d.count("SELECT count() FROM records FINAL WHERE source = 'docs'"); n != 6 {
		t.Errorf("%d records in ClickHouse, want 6", n)
	}
}

// A form of unknown length that breaks off is no form.
func TestFormThatBreaksOffIsNotTaken(t *testing.T) {
	ts := newTestServer(t, nil)
	head := "POST /login HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
	r := sendCut(t, dialPlain(t, ts.listen()), head+chunked("login=admin&password=x"))
	if r.StatusCode != 400 || !strings.Contains(r.Text, "Връзката прекъсна") {
		t.Errorf("status %d: %.300s", r.StatusCode, r.Text)
	}
}

// listenTLS serves on a port of its own over TLS.
func listenTLS(ts *testServer) string {
	ts.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(ts.t, err)
	made := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, made, made, &key.PublicKey, key)
	must(ts.t, err)
	return ts.listenOn(func(l net.Listener) net.Listener {
		certificate := tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
		return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{certificate}})
	})
}

// The server knows by which way a program came, and makes its links accordingly.
func TestLinksLeadBackOverTLS(t *testing.T) {
	d := testDoors(t)
	conn, err := tls.Dial("tcp", listenTLS(d.testServer), &tls.Config{InsecureSkipVerify: true})
	must(t, err)
	body := `{"record":"TLS-1"}`
	r := sendCut(t, conn, fmt.Sprintf("POST %s/surveys?source=docs HTTP/1.1\r\nHost: peshtera.example\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", apiRoot, d.robot().key, len(body), body))
	if got := r.taken(t); len(got.Lines) != 1 || !strings.HasPrefix(got.Lines[0].Link, "https://peshtera.example/") {
		t.Errorf("status %d: %s", r.StatusCode, r.Text)
	}
}
