package dashboard

import (
	"context"
	"io"
	"log/slog"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"harta/internal/charter"
	post "harta/internal/mail"
	"harta/internal/mail/mailtest"
	"harta/internal/register"
	"harta/internal/store/storetest"
	"harta/internal/text"
)

// postRound is a register, a postman and a clock that the test turns.
type postRound struct {
	*Postman
	t   *testing.T
	reg *register.Register
	now time.Time
	log strings.Builder
}

func newPostRound(t *testing.T) *postRound {
	t.Helper()
	p := &postRound{t: t, now: testNow}
	clock := func() time.Time { return p.now }
	house, err := charter.Default()
	must(t, err)
	p.reg, err = register.Open(storetest.Register(t), register.Options{
		Key: make([]byte, 32), Charter: house, Folder: t.TempDir(), Clock: clock, Log: slog.New(slog.DiscardHandler),
	})
	must(t, err)
	words, err := text.Load()
	must(t, err)
	p.Postman = &Postman{
		Notices: p.reg, Words: words, Municipality: house.Municipality.Name.In, Address: "https://harta.example.bg", Clock: clock,
		Log: slog.New(slog.NewTextHandler(&p.log, nil)),
	}
	return p
}

// submit sends a complaint whose sender wants letters.
func (p *postRound) submit() string {
	p.t.Helper()
	r, err := p.reg.Submit(context.Background(), register.Submission{
		Kind: kindComplaint, Category: "queue", Channel: webChannel, Text: "Чаках три часа.", Name: "Иван Петров", Email: "ivan@example.bg", Notify: true,
	})
	must(p.t, err)
	return r.Number
}

// through sends over a real connection to a server that behaves so.
func (p *postRound) through(o mailtest.Options) *mailtest.Server {
	p.t.Helper()
	server := mailtest.Start(p.t, o)
	sender, err := post.New(post.Options{Server: "smtp://" + server.Address, From: "harta@example.bg"})
	must(p.t, err)
	p.Sender = sender
	return server
}

// failed lists the letters that were given up.
func (p *postRound) failed() []register.FailedNotice {
	p.t.Helper()
	list, err := p.reg.FailedNotices(context.Background())
	must(p.t, err)
	return list
}

func TestLetterIsTriedAgainAndArrivesOnce(t *testing.T) {
	ctx := context.Background()
	p := newPostRound(t)
	number := p.submit()
	p.through(mailtest.Options{Data: "451 later"})
	if !p.round(ctx) || p.round(ctx) {
		t.Fatal("a letter that failed is not left to rest")
	}
	p.now = p.now.Add(2 * time.Hour)
	p.through(mailtest.Options{HangUp: true})
	if !p.round(ctx) || p.round(ctx) || len(p.failed()) != 0 {
		t.Fatal("the second try was the last")
	}
	p.now = p.now.Add(24 * time.Hour)
	server := p.through(mailtest.Options{})
	if !p.round(ctx) || p.round(ctx) {
		t.Fatal("the third try was none")
	}
	p.now = p.now.AddDate(0, 0, 30)
	if p.round(ctx) || len(server.Letters()) != 1 || len(p.failed()) != 0 {
		t.Fatalf("%d letters, %v", len(server.Letters()), p.failed())
	}
	letter, err := mail.ReadMessage(strings.NewReader(server.Letters()[0].Text))
	must(t, err)
	body, err := io.ReadAll(quotedprintable.NewReader(letter.Body))
	must(t, err)
	token, err := p.reg.NewLink(ctx, number)
	must(t, err)
	if !strings.Contains(string(body), "https://harta.example.bg/c/"+token) || server.Letters()[0].To != "ivan@example.bg" {
		t.Errorf("the letter lacks the link: %s", body)
	}
	for _, secret := range []string{number, "Иван", "Чаках"} {
		if strings.Contains(string(body), secret) || strings.Contains(p.log.String(), secret) {
			t.Errorf("the letter or the log holds %q", secret)
		}
	}
	if strings.Contains(p.log.String(), "ivan@") {
		t.Error("the log says to whom it went")
	}
}

func TestPostmanGivesUpVisibly(t *testing.T) {
	ctx := context.Background()
	p := newPostRound(t)
	number := p.submit()
	p.through(mailtest.Options{Rcpt: "452 mailbox full"})
	tries := 0
	for len(p.failed()) == 0 && tries < 50 {
		if p.round(ctx) {
			tries++
		}
		p.now = p.now.Add(time.Hour)
	}
	list := p.failed()
	if len(list) != 1 || list[0].Number != number || list[0].Reason != "unreachable" || list[0].Tries != tries || tries < 5 {
		t.Fatalf("after %d tries: %+v", tries, list)
	}
	p.now = p.now.AddDate(0, 0, 30)
	if p.round(ctx) {
		t.Error("a letter that was given up is tried again")
	}
	must(t, p.reg.NoticeAgain(ctx, list[0].ID, "officer"))
	server := p.through(mailtest.Options{})
	if !p.round(ctx) || len(server.Letters()) != 1 || len(p.failed()) != 0 {
		t.Errorf("on the officer's word: %d letters, %v", len(server.Letters()), p.failed())
	}
	p.submit()
	p.through(mailtest.Options{Rcpt: "550 no such user"})
	if !p.round(ctx) || len(p.failed()) != 1 || p.failed()[0].Reason != "refused" || p.failed()[0].Tries != 1 {
		t.Errorf("an address that is none: %+v", p.failed())
	}
}
