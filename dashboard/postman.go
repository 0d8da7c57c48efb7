package dashboard

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"harta/internal/mail"
	"harta/internal/register"
	"harta/internal/text"
)

// Notices are the e-mails that wait. *register.Register keeps them.
type Notices interface {
	TakeNotice(ctx context.Context) (n register.Notice, due bool, err error)
	NoticeSent(ctx context.Context, id int64) error
	NoticeFailed(ctx context.Context, n register.Notice, reason string, useless bool) error
}

// Sender sends a letter. *mail.Sender is one.
type Sender interface {
	Send(ctx context.Context, m mail.Message) error
}

// Postman takes the e-mails that wait, words them and sends them. A letter says that there is something to read, and where; nothing else.
type Postman struct {
	Notices      Notices
	Sender       Sender
	Words        *text.Bundle
	Municipality func(lang string) string
	Address      string // scheme and host under which people reach the server
	Clock        func() time.Time
	Log          *slog.Logger
}

// postmanRest is how long the postman waits when there is nothing to send.
const postmanRest = 5 * time.Second

// Run sends until the context ends.
func (p *Postman) Run(ctx context.Context) {
	for {
		for p.round(ctx) && ctx.Err() == nil {
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(postmanRest):
		}
	}
}

// round sends one letter; more says that there may be another.
func (p *Postman) round(ctx context.Context) (more bool) {
	notice, due, err := p.Notices.TakeNotice(ctx)
	if err != nil {
		p.Log.ErrorContext(ctx, "the waiting e-mails cannot be read", "error", err)
		return false
	}
	if !due {
		return false
	}
	if err := p.deliver(ctx, notice); err != nil {
		p.Log.ErrorContext(ctx, "an e-mail's result cannot be noted", "notice", notice.ID, "error", err)
		return false
	}
	return true
}

// deliver sends a letter and notes what became of it. The log never says to whom it went.
func (p *Postman) deliver(ctx context.Context, n register.Notice) error {
	if n.To == "" {
		return p.Notices.NoticeSent(ctx, n.ID)
	}
	err := p.Sender.Send(ctx, p.letter(n))
	if err == nil {
		return p.Notices.NoticeSent(ctx, n.ID)
	}
	reason, useless := "unreachable", mail.Useless(err)
	if useless {
		reason = "refused"
	}
	if errors.Is(err, mail.ErrNoTLS) {
		reason = "no_tls"
	}
	p.Log.WarnContext(ctx, "an e-mail was not sent", "notice", n.ID, "try", n.Tries, "reason", reason)
	return p.Notices.NoticeFailed(ctx, n, reason, useless)
}

// letter words a notice.
func (p *Postman) letter(n register.Notice) mail.Message {
	lang := text.Choose(formLangs(), n.Language)
	words := p.Words.In(lang)
	municipality := p.Municipality(string(lang))
	var links []string
	for _, l := range n.Links {
		links = append(links, followAddress(p.Address, l.Token, string(lang)))
	}
	host := "localhost"
	if u, err := url.Parse(p.Address); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	m := mail.Message{To: n.To, Date: p.Clock(), ID: fmt.Sprintf("notice-%d@%s", n.ID, host)}
	m.Subject = words.T("mail.state_subject", "municipality", municipality)
	m.Text = words.T("mail.state_text", "municipality", municipality, "link", strings.Join(links, "\n"))
	if n.Lost {
		m.Subject = words.T("mail.lost_subject", "municipality", municipality)
		m.Text = words.T("mail.lost_text", "municipality", municipality, "link", strings.Join(links, "\n"))
	}
	return m
}
