package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"harta/dashboard"
	"harta/ingest"
	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/text"
)

// stopTime is how long a clean stop may take: running requests, the last taps on their way to ClickHouse, the engine.
const stopTime = 20 * time.Second

// listening says where and how to serve.
type listening struct {
	posting
	Listen       string   `help:"Address to listen on. Plain HTTP is served on the machine's own addresses only." env:"HARTA_LISTEN" default:"127.0.0.1:8080"`
	TLSCert      string   `name:"tls-cert" help:"Certificate file (PEM)." env:"HARTA_TLS_CERT" type:"path"`
	TLSKey       string   `name:"tls-key" help:"The certificate's key file (PEM)." env:"HARTA_TLS_KEY" type:"path"`
	PublicURL    string   `name:"public-url" help:"Address that people type, when it is not the one listened on." env:"HARTA_PUBLIC_URL" placeholder:"URL"`
	MetricsToken string   `name:"metrics-token" help:"Bearer token with which /metrics may be read from elsewhere than this machine." env:"HARTA_METRICS_TOKEN" placeholder:"TOKEN"`
	TrustedProxy []string `name:"trusted-proxy" help:"Address or network of a proxy whose X-Forwarded-For is believed. May be repeated." env:"HARTA_TRUSTED_PROXY" placeholder:"CIDR"`
}

type serveCmd struct {
	listening
}

// Run serves until the context ends.
func (s *serveCmd) Run(ctx context.Context, c *cli, term *terminal) error {
	return serve(ctx, c, term, s.listening, firstAdministrator)
}

// serve opens the house, lets prepare do its work in it, and answers requests until ctx ends. prepare gets the address people
// will use and runs when everything is open but nobody is served yet.
func serve(ctx context.Context, c *cli, term *terminal, l listening, prepare func(context.Context, *house, *terminal, string) error) (err error) {
	defer giveRoom()()
	sender, err := l.sender()
	if err != nil {
		return err
	}
	listener, err := l.open()
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }()
	h, err := openHouse(ctx, c, term)
	if err != nil {
		return err
	}
	defer func() {
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		err = errors.Join(err, h.close(stopping))
	}()
	words, err := text.Load()
	if err != nil {
		return err
	}
	server, err := h.newServer(l, words)
	if err != nil {
		return err
	}
	defer background(ctx, h.deliver)()
	defer background(ctx, h.sweep)()
	defer background(ctx, h.postman(sender, words, l.address(listener)))()
	if err := prepare(ctx, h, term, l.address(listener)); err != nil {
		return err
	}
	inbox, err := h.openInbox(c.Inbox)
	if err != nil {
		return err
	}
	defer background(ctx, func(ctx context.Context) { h.tendImports(ctx, inbox) })()
	stopControl, err := h.serveControl(ctx)
	if err != nil {
		return err
	}
	defer stopControl()
	term.say("cli.serving", "address", l.address(listener))
	return h.answer(ctx, term, server, listener)
}

// answer serves until the context ends or the listener fails, then lets running requests finish.
func (h *house) answer(ctx context.Context, term *terminal, server *dashboard.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	term.say("cli.stopping")
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime/2)
	defer cancel()
	return server.Shutdown(stopping)
}

// background runs work until the returned function is called, and waits for its end then.
func background(ctx context.Context, work func(context.Context)) (stop func()) {
	working, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	running.Go(func() { work(working) })
	return func() {
		cancel()
		running.Wait()
	}
}

// openInbox watches the folder of files to import; nil when there is none.
func (h *house) openInbox(folder string) (*ingest.Inbox, error) {
	if folder == "" {
		return nil, nil
	}
	words, err := text.Load()
	if err != nil {
		return nil, err
	}
	return ingest.NewInbox(folder, h.importer, dashboard.InboxReport(words.InZone(text.BG, h.charter.Location()), h.register), h.log)
}

// tendImports takes up imports that an earlier end of the program interrupted, then mends what gives up half-way and takes what is
// put into the inbox.
func (h *house) tendImports(ctx context.Context, inbox *ingest.Inbox) {
	select {
	case <-h.ready:
	case <-ctx.Done():
		return
	}
	if err := h.importer.Resume(ctx); err != nil && ctx.Err() == nil {
		h.log.Error("an interrupted import could not be taken up", "error", err)
	}
	if err := h.files.Resume(ctx); err != nil && ctx.Err() == nil {
		h.log.Error("an interrupted import could not be taken up", "error", err)
	}
	if inbox != nil {
		defer background(ctx, inbox.Run)()
	}
	h.importer.Tend(ctx)
}

func (h *house) newServer(l listening, words *text.Bundle) (*dashboard.Server, error) {
	return dashboard.New(dashboard.Options{
		Charter: h.charter, Words: words, Clock: h.clock, Log: h.log, Folder: h.folder,
		Accounts: h.access, People: h.access, Trail: h.access, Reports: h.reporter, Catalogue: h.register, Kiosks: h.register,
		Cases: h.register, Sealed: h.register, Imports: h.register, Responses: h.responses, Importer: h.importer,
		Citizens: h.register, Aside: h.register, Surveys: h.register, Forms: h.register, Mail: l.SMTP != "",
		Files: h.files, ServicePast: h.register,
		Spool: h.spool, Loader: h.loader, Audit: h.access, Metrics: h.metrics, MetricsToken: l.MetricsToken,
		Insults: h.register, Guard: h.guard,
		Keys: h.access, Records: h.records, Answers: h.responses, CaseDoor: h.register, Mapping: h.register, Rows: h.reporter,
		PublicURL: l.PublicURL, TrustedProxies: l.TrustedProxy, Secure: l.tls(),
	})
}

func (l listening) tls() bool { return l.TLSCert != "" || l.TLSKey != "" }

// open checks that the address may be listened on and does so, so that a taken port is known before anything is started.
func (l listening) open() (net.Listener, error) {
	if err := dashboard.ListenPolicy(l.Listen, l.tls(), l.TrustedProxy, l.PublicURL); err != nil {
		return nil, err
	}
	var certificate tls.Certificate
	if (l.TLSCert == "") != (l.TLSKey == "") {
		return nil, fault.Invalid("tls-cert", "certificate_half", nil)
	}
	if l.tls() {
		var err error
		if certificate, err = tls.LoadX509KeyPair(l.TLSCert, l.TLSKey); err != nil {
			return nil, fault.Invalid("tls-cert", "certificate", fault.Params{"cert": l.TLSCert, "key": l.TLSKey, "reason": err.Error()})
		}
	}
	listener, err := net.Listen("tcp", l.Listen)
	if err != nil {
		return nil, fault.Invalid("listen", "address_taken", fault.Params{"address": l.Listen})
	}
	if l.tls() {
		return tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}), nil
	}
	return listener, nil
}

// address is what a person types to reach the listener.
func (l listening) address(listener net.Listener) string {
	if l.PublicURL != "" {
		return l.PublicURL
	}
	scheme := "http"
	if l.tls() {
		scheme = "https"
	}
	return fmt.Sprintf("%s://%s", scheme, listener.Addr())
}

// firstAdministrator makes one administrator when there are no users at all and prints the password, once.
func firstAdministrator(ctx context.Context, h *house, term *terminal, _ string) error {
	users, err := h.access.Users(ctx)
	if err != nil || len(users) > 0 {
		return err
	}
	password := newPassword()
	if _, err := h.access.CreateUser(ctx, "admin", term.words.T("cli.administrator"), access.Admin, password); err != nil {
		return err
	}
	term.say("cli.first_admin", "login", "admin", "password", password)
	return nil
}
