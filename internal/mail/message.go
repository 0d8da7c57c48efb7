package mail

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"
)

// Message is a letter of plain text.
type Message struct {
	To      string // one address
	Subject string
	Text    string // lines end with \n
	Date    time.Time
	// ID names the letter, the same one at every try, so that a mailbox that gets it twice can tell: "notice-17@example.bg".
	ID string
}

// ErrHeader says that a header would hold a line break, which begins another header.
var ErrHeader = errors.New("a line break in a header")

// bytes writes the letter as it travels (RFC 5322, RFC 2045).
func (m Message) bytes(from, to *mail.Address) ([]byte, error) {
	if strings.ContainsAny(m.Subject+m.ID, "\r\n") {
		return nil, ErrHeader
	}
	var b bytes.Buffer
	header := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	header("From", folded(from.String()))
	header("To", (&mail.Address{Address: to.Address}).String())
	header("Subject", folded(mime.QEncoding.Encode("utf-8", m.Subject)))
	header("Date", m.Date.Format(time.RFC1123Z))
	header("Message-ID", "<"+m.ID+">")
	header("Auto-Submitted", "auto-generated") // RFC 3834: nobody's absence note shall answer it
	header("MIME-Version", "1.0")
	header("Content-Type", "text/plain; charset=utf-8")
	header("Content-Transfer-Encoding", "quoted-printable")
	b.WriteString("\r\n")
	body := quotedprintable.NewWriter(&b)
	if _, err := body.Write([]byte(strings.ReplaceAll(m.Text, "\n", "\r\n"))); err != nil {
		return nil, err
	}
	if err := body.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// folded puts each encoded word of a header on a line of its own (RFC 2047, section 2), the first one too.
func folded(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "?= =?", "?=\r\n =?"), "?= <", "?=\r\n <")
	if strings.HasPrefix(s, "=?") {
		return "\r\n " + s
	}
	return s
}
