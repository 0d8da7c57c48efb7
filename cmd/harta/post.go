package main

import (
	"context"
	"errors"
	"time"

	"harta/dashboard"
	"harta/internal/fault"
	"harta/internal/mail"
	"harta/internal/text"
)

// posting says how the house writes to citizens. Without a server it writes to nobody, and no page offers it.
type posting struct {
	SMTP             string `name:"smtp" help:"Mail server: smtp://user@host:587 (STARTTLS) or smtps://user@host:465." env:"HARTA_SMTP" placeholder:"URL"`
	SMTPFrom         string `name:"smtp-from" help:"Sender of the e-mails." env:"HARTA_SMTP_FROM" placeholder:"ADDRESS"`
	SMTPPasswordFile string `name:"smtp-password-file" help:"File with the mail server's password." env:"HARTA_SMTP_PASSWORD_FILE" type:"path"`
}

// sender opens the way to the mail server, nil without one.
func (p posting) sender() (*mail.Sender, error) {
	if p.SMTP == "" {
		return nil, nil
	}
	s, err := mail.New(mail.Options{Server: p.SMTP, From: p.SMTPFrom, PasswordFile: p.SMTPPasswordFile})
	switch {
	case errors.Is(err, mail.ErrServer):
		return nil, fault.Invalid("smtp", "smtp_server", nil)
	case errors.Is(err, mail.ErrFrom):
		return nil, fault.Invalid("smtp-from", "smtp_from", nil)
	case errors.Is(err, mail.ErrPassword):
		return nil, fault.Invalid("smtp-password-file", "smtp_password", nil)
	}
	return s, err
}

// postman gives the work of sending the e-mails that wait; without a mail server there is none.
func (h *house) postman(sender *mail.Sender, words *text.Bundle, address string) func(context.Context) {
	if sender == nil {
		return func(context.Context) {}
	}
	p := &dashboard.Postman{
		Notices: h.register, Sender: sender, Words: words, Address: address, Clock: h.clock, Log: h.log,
		Municipality: h.charter.Municipality.Name.In,
	}
	return p.Run
}

// sweepEvery is how often is looked for what has to go.
const sweepEvery = time.Hour

// sweep erases what was set aside long ago and removes files that nobody needs, until the context ends.
func (h *house) sweep(ctx context.Context) {
	for {
		if err := h.register.SweepAside(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("what was set aside long ago was not erased", "error", err)
		}
		if err := h.register.SweepFiles(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("unneeded files were not removed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(sweepEvery):
		}
	}
}
