// Package mail sends plain letters by SMTP (RFC 5321): one to one person, over TLS, or not at all.
package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/smtp"
	"net/textproto"
	"net/url"
	"os"
	"strings"
	"time"
)

// Options say through which server letters go.
type Options struct {
	// Server is smtp://user@host:587, where TLS begins with STARTTLS, or smtps://user@host:465, where it is there from the start. The
	// user may be absent. Without TLS nothing is sent but to the machine itself.
	Server string
	// From is the sender's address, with or without a name: "Община Пещера <harta@example.bg>".
	From string
	// PasswordFile holds the password in its first line; empty: the server asks for none.
	PasswordFile string
	// TLS may bring certificates of an authority of one's own; nil: those of the system.
	TLS *tls.Config
}

// Why an Options cannot be used.
var (
	ErrServer   = errors.New("the mail server's address is not smtp://host:port or smtps://host:port")
	ErrFrom     = errors.New("the sender is no e-mail address")
	ErrPassword = errors.New("the password's file cannot be read, or there is a user without a password or the other way round")
)

// Sender sends letters. It opens a connection for each, as befits a few letters an hour.
type Sender struct {
	host, address  string
	user, password string
	implicit       bool // TLS from the start
	local          bool // the server is this machine
	from           *mail.Address
	tls            *tls.Config
}

// New checks the options and reads the password.
func New(o Options) (*Sender, error) {
	u, err := url.Parse(o.Server)
	if err != nil || u.Hostname() == "" || u.Port() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") || strings.Trim(u.Path, "/") != "" {
		return nil, ErrServer
	}
	s := &Sender{host: u.Hostname(), address: u.Host, user: u.User.Username(), implicit: u.Scheme == "smtps", local: isLocal(u.Hostname())}
	if _, open := u.User.Password(); open {
		return nil, ErrPassword // a password in an address ends in every list of processes
	}
	if s.from, err = mail.ParseAddress(o.From); err != nil {
		return nil, ErrFrom
	}
	if o.PasswordFile != "" {
		text, err := os.ReadFile(o.PasswordFile)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrPassword, err)
		}
		s.password, _, _ = strings.Cut(string(text), "\n")
		s.password = strings.TrimSuffix(s.password, "\r")
	}
	if (s.user == "") != (s.password == "") {
		return nil, ErrPassword
	}
	s.tls = &tls.Config{}
	if o.TLS != nil {
		s.tls = o.TLS.Clone()
	}
	s.tls.ServerName, s.tls.MinVersion = s.host, tls.VersionTLS12
	return s, nil
}

// isLocal says whether a host is this machine, to which nothing travels that others could read.
func isLocal(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// sendTime is how long one letter may take.
const sendTime = 60 * time.Second

// ErrNoTLS says that a server on another machine offers no TLS.
var ErrNoTLS = errors.New("the mail server offers no TLS")

// Send hands a letter to the server; nil means that the server has taken it over. Useless tells which errors another try will not mend.
func (s *Sender) Send(ctx context.Context, m Message) error {
	to, err := mail.ParseAddress(m.To)
	if err != nil {
		return &Refusal{Code: 553, err: err}
	}
	text, err := m.bytes(s.from, to)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	client, err := s.dial(ctx)
	if err != nil {
		return fmt.Errorf("reach the mail server: %w", err)
	}
	defer client.Close()
	if err := s.greet(client); err != nil {
		return err
	}
	if err := client.Mail(s.from.Address); err != nil {
		return fmt.Errorf("mail server: %w", err)
	}
	if err := client.Rcpt(to.Address); err != nil {
		return refusal(err)
	}
	body, err := client.Data()
	if err != nil {
		return fmt.Errorf("mail server: %w", err)
	}
	if _, err := body.Write(text); err != nil {
		return fmt.Errorf("mail server: %w", err)
	}
	if err := body.Close(); err != nil {
		return refusal(err)
	}
	_ = client.Quit() // the letter is taken; a bad farewell changes nothing
	return nil
}

// dial connects, and closes the connection when the context ends.
func (s *Sender) dial(ctx context.Context) (*smtp.Client, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", s.address)
	if err != nil {
		return nil, err
	}
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	if s.implicit {
		conn = tls.Client(conn, s.tls)
	}
	client, err := smtp.NewClient(conn, s.host)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return client, nil
}

// greet begins TLS and logs in.
func (s *Sender) greet(client *smtp.Client) error {
	if !s.implicit {
		offered, _ := client.Extension("STARTTLS")
		switch {
		case offered:
			if err := client.StartTLS(s.tls); err != nil {
				return fmt.Errorf("mail server: begin TLS: %w", err)
			}
		case !s.local:
			return ErrNoTLS
		}
	}
	if s.user == "" {
		return nil
	}
	if err := client.Auth(smtp.PlainAuth("", s.user, s.password, s.host)); err != nil {
		return fmt.Errorf("mail server: log in: %w", err)
	}
	return nil
}

// Refusal is the server's last word on a letter: the address does not exist, or it takes nothing from us.
type Refusal struct {
	Code int // of SMTP, 500 to 599
	err  error
}

func (r *Refusal) Error() string { return fmt.Sprintf("mail server refuses: %v", r.err) }

// Unwrap gives the server's answer.
func (r *Refusal) Unwrap() error { return r.err }

// refusal tells a last word from a passing trouble (RFC 5321, section 4.2.1).
func refusal(err error) error {
	var answer *textproto.Error
	if errors.As(err, &answer) && answer.Code >= 500 {
		return &Refusal{Code: answer.Code, err: err}
	}
	return fmt.Errorf("mail server: %w", err)
}

// Useless says whether sending the same letter again can lead to nothing.
func Useless(err error) bool {
	var r *Refusal
	return errors.As(err, &r)
}
