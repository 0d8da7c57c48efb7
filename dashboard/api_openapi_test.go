package dashboard

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"harta/ingest"
	"harta/internal/access"
)

// contract holds requests and responses to the API's description, and remembers what was seen of it.
type contract struct {
	t      *testing.T
	doc    *openapi3.T
	router routers.Router
	seen   map[string]bool // operation and status
}

func newContract(t *testing.T) *contract {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(openapi)
	must(t, err)
	must(t, doc.Validate(context.Background()))
	router, err := legacy.NewRouter(doc)
	must(t, err)
	return &contract{t: t, doc: doc, router: router, seen: map[string]bool{}}
}

// exchange is one request to a real handler and the status it should get.
type exchange struct {
	m                  *robot
	method, path, kind string
	body               string
	accept             string
	encoding           string // of the body, as the request says
	status             int
	badRequest         bool // the request itself breaks the description
}

// check makes an exchange and validates both sides.
func (k *contract) check(e exchange) {
	k.t.Helper()
	name := fmt.Sprintf("%s %s %.60q", e.method, e.path, e.body)
	r := httptest.NewRequest(e.method, apiRoot+e.path, strings.NewReader(e.body))
	if e.kind != "" {
		r.Header.Set("Content-Type", e.kind)
	}
	if e.accept != "" {
		r.Header.Set("Accept", e.accept)
	}
	if e.encoding != "" {
		r.Header.Set("Content-Encoding", e.encoding)
	}
	reply := e.m.do(r)
	if reply.StatusCode != e.status {
		k.t.Errorf("%s: status %d, want %d: %.300s", name, reply.StatusCode, e.status, reply.Text)
		return
	}
	r.Body = io.NopCloser(strings.NewReader(e.body))
	route, params, err := k.router.FindRoute(r)
	if err != nil {
		k.t.Errorf("%s: not described: %v", name, err)
		return
	}
	options := &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route, Options: options}
	if err := openapi3filter.ValidateRequest(context.Background(), in); (err != nil) != e.badRequest {
		k.t.Errorf("%s: the description finds the request bad: %v, want bad: %v", name, err, e.badRequest)
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: reply.StatusCode, Header: reply.Header, Options: options,
		Body: io.NopCloser(bytes.NewReader([]byte(reply.Text)))}
	if err := openapi3filter.ValidateResponse(context.Background(), out); err != nil {
		k.t.Errorf("%s: the response is not as described: %v\n%.500s", name, err, reply.Text)
	}
	k.seen[fmt.Sprint(route.Operation.OperationID, " ", reply.StatusCode)] = true
}

// sendings are the three ways in, each with a good entry, a bad one and one that contradicts itself.
var sendings = []struct{ path, good, bad string }{
	{"/records", goodRecord("O-1", 3), `{"number":""}`},
	{"/answers", paperAnswer("O-1", ""), `{"number":"1","scores":{}}`},
	{"/surveys", `{"record":"O-1","service":"2079"}`, `{"record":""}`},
	{"/cases", `{"number":"O-1","kind":"praise","channel":"post","received":"2026-11-02T10:00:00+02:00","anonymous":true,"text":"Благодаря!"}`, `{"number":"2"}`},
}

func TestTheAPIIsAsDescribed(t *testing.T) {
	k := newContract(t)
	d := testDoors(t)
	openapi3filter.RegisterBodyDecoder(mimeNDJSON, openapi3filter.PlainBodyDecoder)
	openapi3filter.RegisterBodyDecoder("text/csv", openapi3filter.PlainBodyDecoder)
	openapi3filter.RegisterBodyDecoder("application/yaml", openapi3filter.PlainBodyDecoder)
	all, none, reader, stranger := d.robot(), d.robot(access.WriteSurveys), d.robot(access.ReadReports), &robot{ts: d.testServer}
	away := newTestServer(t, nil)
	spool, err := ingest.OpenSpool(filepath.Join(t.TempDir(), "closed.db"), ingest.SpoolOptions{})
	must(t, err)
	must(t, spool.Close())
	shut := newTestServer(t, func(o *Options) {
		o.Answers = ingest.NewResponses(spool, o.Charter, o.Clock).With(ingest.Office{Sent: d.reg})
		o.Records = ingest.NewRecords(spool, o.Importer.(*ingest.Importer), ingest.NewLoader(nil, spool, nil, o.Clock, o.Log))
	})
	closed, dark := shut.robot(), away.robot()
	tired := d.robot()
	for range keyRequests {
		tired.get(apiRoot + "/reports")
	}
	post, get := http.MethodPost, http.MethodGet
	for _, s := range sendings {
		path := s.path + "?source=papers"
		if s.path == "/surveys" {
			path = s.path
		}
		for _, e := range []exchange{
			{m: all, body: s.good, kind: plainJSON, status: 200},
			{m: all, body: "[" + s.good + "," + s.good + "]", kind: plainJSON, status: 200},
			{m: all, body: s.good + "\n" + s.bad, kind: mimeNDJSON, status: 200},
			{m: all, body: s.good, kind: mimeNDJSON, accept: mimeNDJSON, status: 200},
			{m: all, body: s.bad, kind: plainJSON, status: 400, badRequest: true},
			{m: all, body: "[", kind: plainJSON, status: 400, badRequest: true},
			{m: all, body: "[" + s.good + ",", kind: plainJSON, status: 400, badRequest: true},
			{m: all, body: "number=1", kind: "text/plain", status: 400, badRequest: true},
			{m: all, body: "\n" + strings.Repeat("x", entryBytes+2), kind: mimeNDJSON, status: 413},
			{m: all, body: s.good, kind: plainJSON, encoding: "gzip", status: 415},
			{m: stranger, body: s.good, kind: plainJSON, status: 401},
			{m: reader, body: s.good, kind: plainJSON, status: 403},
			{m: tired, body: s.good, kind: plainJSON, status: 429},
		} {
			e.method, e.path = post, path
			k.check(e)
		}
	}
	k.check(exchange{m: all, method: post, path: "/records?source=papers", kind: plainJSON, status: 409,
		body: strings.Replace(goodRecord("O-1", 3), "counter", "phone", 1)})
	k.check(exchange{m: all, method: post, path: "/answers?source=papers", kind: plainJSON, status: 409,
		body: strings.Replace(sendings[1].good, `"overall":4`, `"overall":3`, 1)})
	k.check(exchange{m: all, method: post, path: "/cases?source=papers", kind: plainJSON, status: 409,
		body: strings.Replace(sendings[3].good, "Благодаря!", "Благодаря много!", 1)})
	k.check(exchange{m: closed, method: post, path: "/records?source=papers", kind: plainJSON, body: sendings[0].good, status: 503})
	k.check(exchange{m: closed, method: post, path: "/answers?source=papers", kind: plainJSON,
		body: `{"number":"1","moment":"2026-09-15T10:30:00+03:00","channel":"counter","scores":{"overall":4}}`, status: 503})
	d.count("SELECT count() FROM records FINAL")
	for _, path := range []string{"/reports", "/reports/timeliness_total", "/rows/records"} {
		for _, e := range []exchange{{m: all, status: 200}, {m: stranger, status: 401}, {m: none, status: 403}, {m: tired, status: 429}} {
			e.method, e.path = get, path
			k.check(e)
		}
	}
	for _, e := range []exchange{
		{m: all, path: "/reports/satisfaction_by_month?period=12m&channel=post&channel=counter&compare=none", status: 200},
		{m: all, path: "/reports/timeliness_total?period=long", status: 400, badRequest: true},
		{m: all, path: "/reports/nothing", status: 404},
		{m: dark, path: "/reports/timeliness_total", status: 503},
		{m: all, path: "/rows/answers?limit=1", accept: "text/csv", status: 200},
		{m: all, path: "/rows/cases?only=open", accept: mimeNDJSON, status: 200},
		{m: all, path: "/rows/records?limit=0", status: 400, badRequest: true},
		{m: all, path: "/rows/people", status: 404, badRequest: true},
		{m: dark, path: "/rows/records", status: 503},
		{m: stranger, path: "/openapi.yaml", status: 200},
		{m: stranger, path: "/openapi.json", status: 200},
	} {
		e.method = get
		k.check(e)
	}
	k.complete()
	k.routes(d.testServer)
}

// unseen are the documented responses that no test here can bring about: a sender that is too slow takes half a minute to be so, a
// register on a full disk is tried elsewhere.
var unseen = []string{"sendRecords 408", "sendAnswers 408", "sendCases 408", "sendCases 503", "makeSurveys 408", "makeSurveys 503"}

// complete makes sure that everything described was seen.
func (k *contract) complete() {
	k.t.Helper()
	for path, item := range k.doc.Paths.Map() {
		for _, op := range item.Operations() {
			for _, status := range slices.Sorted(maps.Keys(op.Responses.Map())) {
				if name := op.OperationID + " " + status; !k.seen[name] && !slices.Contains(unseen, name) {
					k.t.Errorf("%s: %s is described and was not seen", path, name)
				}
			}
		}
	}
}

// routes makes sure that every route is described.
func (k *contract) routes(ts *testServer) {
	k.t.Helper()
	n := 0
	for _, route := range ts.App().GetRoutes(true) {
		path, below := strings.CutPrefix(route.Path, apiRoot)
		if !below || route.Method == http.MethodHead {
			continue
		}
		n++
		parts := strings.Split(path, "/")
		for i, p := range parts {
			if name, ok := strings.CutPrefix(p, ":"); ok {
				parts[i] = "{" + name + "}"
			}
		}
		if item := k.doc.Paths.Find(strings.Join(parts, "/")); item == nil || item.GetOperation(route.Method) == nil {
			k.t.Errorf("%s %s is not described", route.Method, route.Path)
		}
	}
	if n < 8 {
		k.t.Errorf("only %d routes of the API were found", n)
	}
}
