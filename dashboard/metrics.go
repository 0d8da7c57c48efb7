package dashboard

import (
	"context"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"harta/internal/fault"
)

// metricsPath is where a Prometheus server asks.
const metricsPath = "/metrics"

// scrapeTime bounds what a scrape asks of the spool.
const scrapeTime = 5 * time.Second

// Metrics counts what the program does, for Prometheus. It is an ingest.Meter for the loader.
type Metrics struct {
	registry  *prometheus.Registry
	requests  *prometheus.CounterVec   // by method, route and status
	answered  *prometheus.HistogramVec // seconds, by route
	delivered *prometheus.CounterVec   // items, by kind
	rejected  *prometheus.CounterVec
	failures  *prometheus.CounterVec
	inserts   *prometheus.HistogramVec // seconds, by kind
}

// NewMetrics makes the counters, all at zero.
func NewMetrics() *Metrics {
	count := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "harta", Name: name, Help: help}, labels)
	}
	seconds := func(name, help, label string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "harta", Name: name, Help: help,
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}}, []string{label})
	}
	m := &Metrics{
		registry:  prometheus.NewRegistry(),
		requests:  count("http_requests_total", "Requests answered.", "method", "route", "status"),
		answered:  seconds("http_request_duration_seconds", "Time until a request was answered.", "route"),
		delivered: count("delivered_total", "Accepted items that ClickHouse confirmed.", "kind"),
		rejected:  count("rejected_total", "Accepted items that ClickHouse refused for their content.", "kind"),
		failures:  count("delivery_failures_total", "Batches whose delivery failed and is repeated.", "kind"),
		inserts:   seconds("delivery_duration_seconds", "Time that the delivery of a batch took.", "kind"),
	}
	m.registry.MustRegister(m.requests, m.answered, m.delivered, m.rejected, m.failures, m.inserts,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Delivered counts one batch of the loader.
func (m *Metrics) Delivered(kind string, taken, refused int, took time.Duration, err error) {
	m.delivered.WithLabelValues(kind).Add(float64(taken))
	m.rejected.WithLabelValues(kind).Add(float64(refused))
	m.inserts.WithLabelValues(kind).Observe(took.Seconds())
	if err != nil {
		m.failures.WithLabelValues(kind).Inc()
	}
}

// answeredOne counts one request. The label is the route's pattern and never the address, which strangers choose and which may
// hold a secret.
func (m *Metrics) answeredOne(c *fiber.Ctx, took time.Duration) {
	method, route := c.Method(), strings.Clone(c.Route().Path)
	if !slices.Contains(fiber.DefaultMethods, method) {
		method = "OTHER"
	}
	m.requests.WithLabelValues(method, route, strconv.Itoa(c.Response().StatusCode())).Inc()
	m.answered.WithLabelValues(route).Observe(took.Seconds())
}

// metricsRoutes mounts the page for Prometheus. It stands before anybody is identified.
func (s *Server) metricsRoutes(app fiber.Router) {
	s.metrics.registry.MustRegister(&intakeGauges{s: s})
	scrape := adaptor.HTTPHandler(promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
	app.Get(metricsPath, func(c *fiber.Ctx) error {
		if !s.mayMeasure(c) {
			return fault.New(fault.KindForbidden, "metrics_private", nil)
		}
		return scrape(c)
	})
}

// mayMeasure lets in who knows the token, and who asks from this machine itself. A proxy on this machine speaks for strangers:
// a request that carries the mark of one, or comes from one we trust, needs the token.
func (s *Server) mayMeasure(c *fiber.Ctx) bool {
	if credentials := c.Get(fiber.HeaderAuthorization); credentials != "" {
		token, ok := strings.CutPrefix(credentials, "Bearer ")
		return ok && equalSecrets(token, s.options.MetricsToken)
	}
	for _, mark := range []string{fiber.HeaderXForwardedFor, "X-Real-Ip", fiber.HeaderForwarded, fiber.HeaderVia} {
		if c.Get(mark) != "" {
			return false
		}
	}
	peer, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	return ok && peer.Unmap().IsLoopback() && !s.front.trusts(peer.Unmap())
}

// intakeGauges tell how it stands with the spool at the moment of the scrape.
type intakeGauges struct{ s *Server }

func gauge(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("harta_"+name, help, labels, nil)
}

// Describe sends no description: what is collected may be less when the spool cannot be read.
func (g *intakeGauges) Describe(chan<- *prometheus.Desc) {}

// Collect reads the spool and the loader.
func (g *intakeGauges) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(g.s.base, scrapeTime)
	defer cancel()
	send := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	f, err := g.s.options.Loader.Freshness(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(gauge("spool_waiting", "Items accepted and not yet delivered.", "kind"), err)
		return
	}
	waiting := gauge("spool_waiting", "Items accepted and not yet delivered.", "kind")
	for kind, n := range g.s.options.Spool.WaitingByKind() {
		send(waiting, float64(n), kind)
	}
	now := g.s.clock()
	send(gauge("spool_depth", "Items accepted and not yet delivered, of all kinds."), float64(f.Waiting))
	send(gauge("spool_oldest_seconds", "Age of the oldest waiting item; 0 if none waits."), ageOf(f.Oldest, now).Seconds())
	send(gauge("spool_rejected", "Items that ClickHouse refused and that wait for a decision."), float64(f.Rejected))
	send(gauge("disk_free_bytes", "Free bytes of the disk with the data folder."), float64(f.Free))
	send(gauge("doors_closed", "1 while nothing is accepted because the disk is nearly full."), truth(f.Full))
	send(gauge("clickhouse_up", "1 while ClickHouse answers."), truth(f.AwaySince.IsZero() && !f.Reached.IsZero()))
}

// ageOf is how long ago a moment was: 0 for none, and for one that a clock that jumped put into the future.
func ageOf(at, now time.Time) time.Duration {
	if at.IsZero() {
		return 0
	}
	return max(0, now.Sub(at))
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
