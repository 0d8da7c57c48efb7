package dashboard

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"harta/ingest"
)

// listening serves the test server on a real port of the machine.
func (ts *testServer) listening(t *testing.T) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	served := make(chan error, 1)
	go func() { served <- ts.Serve(l) }()
	t.Cleanup(func() {
		must(t, ts.Shutdown(context.Background()))
		must(t, <-served)
	})
	return "http://" + l.Addr().String()
}

func scrape(t *testing.T, address string, headers ...string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, address+metricsPath, nil)
	must(t, err)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	must(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	must(t, err)
	return answer.StatusCode, string(text)
}

func TestMetricsTellTheTruth(t *testing.T) {
	d := testDoors(t)
	d.loader.Measure(d.metrics)
	ctx := context.Background()
	must(t, d.loader.Flush(ctx))
	accept := func() {
		_, err := d.options.Responses.Accept(ctx, ingest.Response{ID: uuid.New(), Channel: "kiosk", Kiosk: "k1", Scores: map[string]int{"overall": 4}})
		must(t, err)
	}
	accept()
	accept()
	must(t, d.loader.Flush(ctx))
	d.refuse(t, "{")
	accept()
	address := d.listening(t)
	for range 2 {
		answer, err := http.Get(address + "/k/no-such-secret")
		must(t, err)
		must(t, answer.Body.Close())
	}
	status, body := scrape(t, address)
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	for _, want := range []string{
		`harta_delivered_total{kind="response"} 2`, `harta_rejected_total{kind="response"} 1`, `harta_spool_depth 1`, `harta_spool_waiting{kind="response"} 1`,
		`harta_spool_rejected 1`, `harta_clickhouse_up 1`, `harta_doors_closed 0`, `harta_disk_free_bytes `, `harta_spool_oldest_seconds 0`,
		`harta_http_requests_total{method="GET",route="/k/:token",status="404"} 2`, `harta_delivery_duration_seconds_count{kind="response"} 2`,
	} {
		if !strings.Contains(body, "\n"+want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
	if strings.Contains(body, "no-such-secret") {
		t.Error("an address became a label")
	}
}

func TestMetricsAreNotPublic(t *testing.T) {
	ts := newTestServer(t, func(o *Options) { o.MetricsToken, o.TrustedProxies = "secret", nil })
	address := ts.listening(t)
	proxied := newTestServer(t, func(o *Options) { o.TrustedProxies = []string{"127.0.0.1"} })
	behindProxy := proxied.listening(t)
	for _, c := range []struct {
		name, address string
		headers       []string
		status        int
	}{
		{"from this machine", address, nil, 200},
		{"from this machine with the token", address, []string{"Authorization", "Bearer secret"}, 200},
		{"with a wrong token", address, []string{"Authorization", "Bearer secreT"}, 403},
		{"with an empty token", address, []string{"Authorization", "Bearer "}, 403},
		{"for somebody else", address, []string{"X-Forwarded-For", "192.0.2.7"}, 403},
		{"for somebody else, forged", address, []string{"X-Forwarded-For", "127.0.0.1"}, 403},
		{"for somebody else with the token", address, []string{"X-Forwarded-For", "192.0.2.7", "Authorization", "Bearer secret"}, 200},
		{"from a trusted proxy on this machine", behindProxy, nil, 403},
		{"with an empty token where there is none", behindProxy, []string{"Authorization", "Bearer "}, 403},
	} {
		if status, body := scrape(t, c.address, c.headers...); status != c.status || (status == 403 && strings.Contains(body, "harta_")) {
			t.Errorf("%s: %d, want %d", c.name, status, c.status)
		}
	}
}
