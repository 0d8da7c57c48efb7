// Package mailtest is a small mail server for tests: it speaks SMTP over real connections and keeps what it is sent.
package mailtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"math/big"
	"net"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"
)

// Options say how the server behaves.
type Options struct {
	TLS      bool // from the start
	StartTLS bool // offered, and demanded before anything else
	User     string
	Password string
	Rcpt     string // answer to every recipient, empty: taken
	Data     string // answer to every letter, empty: taken
	HangUp   bool   // in the middle of a letter
}

// Letter is what the server was sent.
type Letter struct {
	From, To string
	Text     string // headers and body
	TLS      bool
}

// Server is a running mail server.
type Server struct {
	Address string
	Roots   *x509.CertPool // which know the server's certificate

	options Options
	tls     *tls.Config
	mu      sync.Mutex
	letters []Letter
}

// Start runs a server until the test ends.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	s := &Server{options: o}
	certificate, err := s.certify()
	if err != nil {
		t.Fatal(err)
	}
	s.tls = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	s.Address = listener.Addr().String()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go s.talk(conn)
		}
	}()
	return s
}

// Letters gives what has arrived so far.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.letters...)
}

// certify makes a certificate for the machine itself.
func (s *Server) certify() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, err
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, err
	}
	s.Roots = x509.NewCertPool()
	s.Roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

// talk serves one connection.
func (s *Server) talk(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	secure := s.options.TLS
	if secure {
		conn = tls.Server(conn, s.tls)
	}
	text := textproto.NewConn(conn)
	say := func(line string) { _ = text.PrintfLine("%s", line) }
	say("220 mailtest")
	var letter Letter
	known := s.options.User == ""
	for {
		line, err := text.ReadLine()
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(line, " ")
		switch verb = strings.ToUpper(verb); {
		case verb == "EHLO":
			say("250-mailtest")
			if s.options.StartTLS && !secure {
				say("250-STARTTLS")
			}
			say("250 AUTH PLAIN")
		case verb == "STARTTLS" && s.options.StartTLS:
			say("220 go on")
			conn, secure = tls.Server(conn, s.tls), true
			text = textproto.NewConn(conn)
		case verb == "QUIT":
			say("221 bye")
			return
		case s.options.StartTLS && !secure:
			say("530 TLS first")
		case verb == "AUTH":
			_, given, _ := strings.Cut(rest, " ")
			plain, _ := base64.StdEncoding.DecodeString(given)
			if known = string(plain) == "\x00"+s.options.User+"\x00"+s.options.Password; known {
				say("235 welcome")
			} else {
				say("535 who?")
			}
		case !known:
			say("530 log in first")
		case verb == "MAIL":
			letter = Letter{From: address(rest), TLS: secure}
			say("250 ok")
		case verb == "RCPT":
			letter.To = address(rest)
			say(or(s.options.Rcpt, "250 ok"))
		case verb == "DATA":
			say("354 go on")
			if s.options.HangUp {
				return
			}
			body, err := io.ReadAll(text.DotReader())
			if err != nil {
				return
			}
			letter.Text = string(body)
			if s.options.Data == "" {
				s.keep(letter)
			}
			say(or(s.options.Data, "250 taken"))
		default:
			say("502 what?")
		}
	}
}

func (s *Server) keep(l Letter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.letters = append(s.letters, l)
}

// address takes what stands between angle brackets.
func address(s string) string {
	_, s, _ = strings.Cut(s, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
