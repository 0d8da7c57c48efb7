package dashboard

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"harta/ingest"
	"harta/internal/access"
	"harta/internal/fault"
)

// apiRoot is where other programs come in. What stands below it keeps its names and meanings for as long as it is called v1.
const apiRoot = "/api/v1"

// forPrograms says whether a request is for the API.
func forPrograms(c *fiber.Ctx) bool { return strings.HasPrefix(c.Path(), apiRoot+"/") }

// Keys knows the keys of other programs. *access.Access is one.
type Keys interface {
	// Key gives a fault of KindUnknown for what opens nothing.
	Key(ctx context.Context, secret string) (access.Key, error)
	Keys(ctx context.Context) ([]access.Key, error)
	CreateKey(ctx context.Context, name string, scopes []access.Scope, by string) (k access.Key, secret string, err error)
	RevokeKey(ctx context.Context, id, by string) error
}

// Records is the door for the service records of other programs. *ingest.Records is one.
type Records interface {
	Stream(key uuid.UUID, source string) *ingest.RecordStream
	History(ctx context.Context, source, number string) ([]ingest.RecordVersion, error)
	Correct(ctx context.Context, c ingest.Correction, begin func(ctx context.Context, version int64) error) (later bool, err error)
}

// Answers is the door for the answers of other programs. *ingest.Responses is one.
type Answers interface {
	Stream(names ingest.Names, source string) *ingest.AnswerStream
}

// The limits of the API, for each key.
const (
	keyRequests  = 600 // in a minute
	keyStreams   = 4   // under way at once
	strangerMost = 60  // requests of one address in a minute that show no good key
	streamTime   = time.Hour
)

// apiRoutes mounts the API. It stands before anybody is identified: a program shows its key and has no session.
func (s *Server) apiRoutes(app fiber.Router) {
	gate := &apiGate{
		server: s, requests: newLimit(keyRequests, time.Minute, s.clock), strangers: newLimit(strangerMost, time.Minute, s.clock),
		streams: map[string]int{},
	}
	for path, h := range map[string]fiber.Handler{
		"/records": gate.stream(access.WriteRecords, s.takeRecords),
		"/answers": gate.stream(access.WriteAnswers, s.takeAnswers),
		"/cases":   gate.stream(access.WriteCaseFacts, s.takeCases),
		"/surveys": gate.stream(access.WriteSurveys, s.takeSurveys),
	} {
		s.streams[apiRoot+path] = true
		app.Post(apiRoot+path, h)
	}
	app.Get(apiRoot+"/openapi.yaml", s.openapiYAML)
	app.Get(apiRoot+"/openapi.json", s.openapiJSON)
	app.Get(apiRoot+"/reports", gate.open(access.ReadReports, s.apiReports))
	app.Get(apiRoot+"/reports/:report", gate.open(access.ReadReports, s.apiReport))
	app.Get(apiRoot+"/rows/:fact", gate.open(access.ReadRows, s.apiRows))
	app.Use(apiRoot, func(*fiber.Ctx) error { return fault.NotFound("api_path_unknown", nil) })
}

// apiGate lets programs in that show a key, each as often as it may.
type apiGate struct {
	server    *Server
	requests  *limit
	strangers *limit

	mu      sync.Mutex
	streams map[string]int // under way, by key
}

// open lets a handler be reached only with a key that has the scope.
func (g *apiGate) open(scope access.Scope, h func(*fiber.Ctx, access.Key) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		key, err := g.key(c)
		if err != nil {
			return err
		}
		if ok, wait := g.requests.allow(key.ID); !ok {
			return tooMany(c, wait)
		}
		if !key.Allows(scope) {
			return fault.New(fault.KindForbidden, "key_scope", fault.Params{"scope": string(scope)})
		}
		return h(c, key)
	}
}

// stream is open for handlers that read a body of any length.
func (g *apiGate) stream(scope access.Scope, h func(*fiber.Ctx, access.Key) error) fiber.Handler {
	return g.open(scope, func(c *fiber.Ctx, key access.Key) error {
		leave, ok := g.enter(key.ID)
		if !ok {
			return tooMany(c, farewellIn)
		}
		defer leave()
		ctx, cancel := context.WithTimeout(g.server.base, streamTime)
		defer cancel()
		c.SetUserContext(ctx)
		return h(c, key)
	})
}

// enter counts a stream of a key in; leave counts it out.
func (g *apiGate) enter(key string) (leave func(), ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.streams[key] >= keyStreams {
		return nil, false
	}
	g.streams[key]++
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.streams[key]--; g.streams[key] == 0 {
			delete(g.streams, key)
		}
	}, true
}

// key finds the key in the header Authorization. Who shows none that is good is slowed down by address, so that nobody guesses
// and nobody makes the register look up guesses all day.
func (g *apiGate) key(c *fiber.Ctx) (access.Key, error) {
	secret, shown := secretOf(c)
	key, err := access.Key{}, error(fault.New(fault.KindUnknown, "key_missing", nil))
	if shown {
		key, err = g.server.options.Keys.Key(c.UserContext(), secret)
	}
	f, told := fault.As(err)
	if !told || f.Kind != fault.KindUnknown {
		return key, err
	}
	if ok, wait := g.strangers.allow(g.server.front.network(c)); !ok {
		return access.Key{}, tooMany(c, wait)
	}
	return access.Key{}, err
}

// secretOf is the key that a request shows.
func secretOf(c *fiber.Ctx) (secret string, shown bool) {
	secret, shown = strings.CutPrefix(c.Get(fiber.HeaderAuthorization), "Bearer ")
	return strings.TrimSpace(secret), shown
}

// keyAgain is how long a key that was good opens a stream without being looked at again.
const keyAgain = time.Second

// keyedTaker takes nothing more once the key of its stream was revoked.
type keyedTaker struct {
	taker
	keys   Keys
	secret string
	looked time.Time
}

func (k *keyedTaker) Take(ctx context.Context, block []ingest.Entry) ([]ingest.Outcome, error) {
	if time.Since(k.looked) >= keyAgain {
		if _, err := k.keys.Key(ctx, k.secret); err != nil {
			return nil, err
		}
		k.looked = time.Now()
	}
	return k.taker.Take(ctx, block)
}
