package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"mime"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mime/quotedprintable"

	"harta/internal/mail/mailtest"
)

func letter() Message {
	return Message{
		To: "maria@example.bg", Subject: "Преписка 4821-7735-6: има промяна, за която бихме искали да знаете още днес",
		Text: "Здравейте,\n\n.точка в началото\nhttps://example.bg/c/abc\n", Date: time.Unix(1_790_000_000, 0), ID: "notice-17@example.bg",
	}
}

func sender(t *testing.T, s *mailtest.Server, o Options) *Sender {
	t.Helper()
	o.Server, o.From = strings.Replace(o.Server, "ADDRESS", s.Address, 1), "Община Пещера <harta@example.bg>"
	o.TLS = &tls.Config{RootCAs: s.Roots}
	got, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestLetterArrivesAsItWasWritten(t *testing.T) {
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("тайна\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]struct {
		server  Options
		options mailtest.Options
	}{
		"plain to the own machine": {Options{Server: "smtp://ADDRESS"}, mailtest.Options{}},
		"STARTTLS and a password":  {Options{Server: "smtp://harta@ADDRESS", PasswordFile: password}, mailtest.Options{StartTLS: true, User: "harta", Password: "тайна"}},
		"TLS from the start":       {Options{Server: "smtps://harta@ADDRESS", PasswordFile: password}, mailtest.Options{TLS: true, User: "harta", Password: "тайна"}},
	} {
		t.Run(name, func(t *testing.T) {
			server := mailtest.Start(t, o.options)
			if err := sender(t, server, o.server).Send(context.Background(), letter()); err != nil {
				t.Fatal(err)
			}
			got := server.Letters()
			if len(got) != 1 || got[0].From != "harta@example.bg" || got[0].To != "maria@example.bg" || got[0].TLS != (o.options.StartTLS || o.options.TLS) {
				t.Fatalf("%+v", got)
			}
			m, err := mail.ReadMessage(strings.NewReader(got[0].Text))
			if err != nil {
				t.Fatal(err)
			}
			subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
			if err != nil || subject != letter().Subject {
				t.Errorf("subject %q, %v", subject, err)
			}
			body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
			if err != nil || string(body) != letter().Text {
				t.Errorf("body %q, %v", body, err)
			}
			if m.Header.Get("Message-ID") != "<notice-17@example.bg>" || m.Header.Get("Auto-Submitted") == "" {
				t.Errorf("headers %v", m.Header)
			}
			for _, line := range strings.Split(got[0].Text, "\n") {
				if len(line) > 78 {
					t.Errorf("a line of %d characters: %s", len(line), line)
				}
			}
		})
	}
}

func TestRefusalsAreToldFromTroubles(t *testing.T) {
	for name, c := range map[string]struct {
		options mailtest.Options
		to      string
		useless bool
	}{
		"no such person":   {mailtest.Options{Rcpt: "550 no such user"}, "", true},
		"mailbox full":     {mailtest.Options{Rcpt: "452 full"}, "", false},
		"spam they say":    {mailtest.Options{Data: "554 no"}, "", true},
		"try later":        {mailtest.Options{Data: "451 later"}, "", false},
		"hangs up":         {mailtest.Options{HangUp: true}, "", false},
		"no address":       {mailtest.Options{}, "не е адрес", true},
		"header injection": {mailtest.Options{}, "a@example.bg>\r\nBcc: <b@example.bg", true},
	} {
		m := letter()
		if c.to != "" {
			m.To = c.to
		}
		server := mailtest.Start(t, c.options)
		err := sender(t, server, Options{Server: "smtp://ADDRESS"}).Send(context.Background(), m)
		if err == nil || Useless(err) != c.useless || len(server.Letters()) != 0 {
			t.Errorf("%s: %v, useless %v", name, err, Useless(err))
		}
	}
	m := letter()
	m.Subject = "a\r\nBcc: b@example.bg"
	if err := sender(t, mailtest.Start(t, mailtest.Options{}), Options{Server: "smtp://ADDRESS"}).Send(context.Background(), m); !errors.Is(err, ErrHeader) {
		t.Errorf("a line break in the subject: %v", err)
	}
}

func TestNothingTravelsWithoutTLS(t *testing.T) {
	server := mailtest.Start(t, mailtest.Options{})
	s := sender(t, server, Options{Server: "smtp://ADDRESS"})
	s.local = false // as if the server were another machine
	if err := s.Send(context.Background(), letter()); !errors.Is(err, ErrNoTLS) || len(server.Letters()) != 0 {
		t.Errorf("%v, %d letters", err, len(server.Letters()))
	}
	// A certificate of nobody known is no TLS either.
	server = mailtest.Start(t, mailtest.Options{StartTLS: true})
	s = sender(t, server, Options{Server: "smtp://ADDRESS"})
	s.tls.RootCAs = nil
	if err := s.Send(context.Background(), letter()); err == nil || len(server.Letters()) != 0 {
		t.Errorf("%v, %d letters", err, len(server.Letters()))
	}
}

func TestOptions(t *testing.T) {
	for server, want := range map[string]error{
		"smtp://mail.example.bg:587": nil, "smtps://mail.example.bg:465": nil, "smtp://localhost:25": nil, "mail.example.bg:25": ErrServer,
		"smtp://mail.example.bg": ErrServer, "http://mail.example.bg:25": ErrServer, "smtp://mail.example.bg:25/x": ErrServer,
		"smtp://u:p@mail.example.bg:25": ErrPassword, "smtp://u@mail.example.bg:25": ErrPassword, "": ErrServer, "smtp://[::1": ErrServer,
	} {
		if _, err := New(Options{Server: server, From: "a@example.bg"}); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", server, err, want)
		}
	}
	if _, err := New(Options{Server: "smtp://localhost:25", From: "никой"}); !errors.Is(err, ErrFrom) {
		t.Error("a sender without an address")
	}
	if _, err := New(Options{Server: "smtp://u@localhost:25", From: "a@example.bg", PasswordFile: "/nowhere"}); !errors.Is(err, ErrPassword) {
		t.Error("a password that is not there")
	}
}
