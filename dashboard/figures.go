package dashboard

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/analytics"
	"harta/internal/access"
	"harta/internal/fault"
	"harta/internal/register"
)

// Reporter answers questions about the facts. *analytics.Reporter is one.
type Reporter interface {
	// Run answers one report; an unknown key is fault.NotFound("report_unknown").
	Run(ctx context.Context, key string, f analytics.Filter) (*analytics.Table, error)
	// Freshness is when the newest fact arrived; zero when there is none.
	Freshness(ctx context.Context) (time.Time, error)
	// TapsToday counts today's answers by kiosk and place.
	TapsToday(ctx context.Context) (map[string]analytics.Taps, error)
	// UncountedCounts and Uncounted tell of the answers that are kept and not counted.
	UncountedCounts(ctx context.Context, f analytics.UncountedFilter) ([]analytics.UncountedCount, error)
	Uncounted(ctx context.Context, f analytics.UncountedFilter, skip, n int) ([]analytics.UncountedAnswer, error)
}

// CatalogueSource gives the names of departments, offices and services. *register.Register is one.
type CatalogueSource interface {
	Catalogue(ctx context.Context) (*register.Catalogue, error)
}

// atOnce is how many reports of one page run at the same time.
const atOnce = 4

// figureRoutes are the pages that show figures and the same figures as JSON and as workbooks.
func (s *Server) figureRoutes(app fiber.Router) {
	app.Get("/", s.signedIn(access.ViewDashboard, s.overview))
	for _, topic := range figureTopics() {
		app.Get("/"+string(topic), s.signedIn(access.ViewDashboard, s.topic(topic)))
	}
	app.Get("/explore/:report", s.signedIn(access.ViewDashboard, s.explore))
	app.Get("/reports/:report.json", s.signedIn(access.Export, s.reportJSON))
	app.Get("/workbook/:topic.xlsx", s.signedIn(access.Export, s.workbook))
}

// figureTopics are the topics in the order of the pages.
func figureTopics() []analytics.Topic {
	return []analytics.Topic{analytics.TopicSatisfaction, analytics.TopicTimeliness, analytics.TopicComplaints, analytics.TopicConsultations}
}

// answer is what came of one report: a table, or the reason why there is none.
type answer struct {
	table *analytics.Table
	err   error
}

// answers runs the reports of a page under one filter, and so one cut-off, a few at a time. A report that fails leaves the
// others alone.
func (s *Server) answers(ctx context.Context, f analytics.Filter, keys []string) map[string]answer {
	out := make(map[string]answer, len(keys))
	var (
		mu    sync.Mutex
		wg    sync.WaitGroup
		slots = make(chan struct{}, atOnce)
	)
	for _, key := range keys {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			a := s.answer(ctx, key, f)
			mu.Lock()
			defer mu.Unlock()
			out[key] = a
		})
	}
	wg.Wait()
	return out
}

// answer runs one report. A panic in it is an error of this figure, not the end of the page.
func (s *Server) answer(ctx context.Context, key string, f analytics.Filter) (a answer) {
	defer func() {
		if r := recover(); r != nil {
			a = answer{err: fmt.Errorf("report %s: panic: %v", key, r)}
		}
		if a.err != nil && !isFault(a.err) {
			s.log.LogAttrs(ctx, slog.LevelError, "report failed", slog.String("report", key), slog.Any("error", a.err))
		}
	}()
	table, err := s.options.Reports.Run(ctx, key, f)
	if err != nil {
		return answer{err: err}
	}
	return answer{table: unstatedLast(table)}
}

// unstatedLast moves the group whose facts do not say to the end, for every rendering alike: however large, it is the least
// that anybody can act on.
func unstatedLast(t *analytics.Table) *analytics.Table {
	i := slices.IndexFunc(t.Rows, func(r analytics.Row) bool { return r.Key == "" })
	if i < 0 || i == len(t.Rows)-1 {
		return t
	}
	out := *t
	out.Rows = append(slices.Delete(slices.Clone(t.Rows), i, i+1), t.Rows[i])
	return &out
}

// isFault says whether an error is worded for people and so needs no entry in the log.
func isFault(err error) bool {
	_, ok := fault.As(err)
	return ok
}

// figure is one figure of a page: a table with its chart, or the reason why it is not there.
type figure struct {
	Key    string
	View   *tableView
	Chart  *chart
	Failed string // in the reader's words; empty when all is well
	Links  figureLinks
	Left   int  // groups that this page leaves to the figure's own page
	Open   bool // the table stands open
	// Filtered says that the reader's own conditions may be why there is nothing to see.
	Filtered bool
}

// figureLinks are the ways from a figure to its other renderings. JSON and Excel are empty for people who may not export.
type figureLinks struct {
	Explore, Permanent, JSON, Excel string
}

// figureOf words an answer. most bounds the groups shown here, zero means all.
func (v viewer) figureOf(key string, a answer, most int) figure {
	f := figure{Key: key, Links: v.figureLinks(key), Filtered: v.links.narrowed()}
	if a.err != nil {
		f.Failed = v.failure(a.err)
		f.View = &tableView{Key: key, Title: v.names.words.T("report." + key)}
		return f
	}
	table := a.table
	if most > 0 && len(table.Rows) > most && table.Report.View == analytics.ViewBars && !ordered(table.Report) {
		f.Left = len(table.Rows) - most
		short := *table
		short.Rows = table.Rows[:most]
		table = &short
	}
	f.View = v.view(table)
	f.Chart = v.chartOf(table, f.View, false)
	return f
}

// failure words why a figure is missing.
func (v viewer) failure(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return v.names.words.T("figure.too_long")
	}
	return v.names.words.Error(err)
}

func (v viewer) figureLinks(key string) figureLinks {
	l := figureLinks{Explore: v.links.elsewhere("/explore/" + key), Permanent: v.links.pinnedElsewhere("/explore/" + key)}
	if v.exports {
		l.JSON = v.links.pinnedElsewhere("/reports/" + key + ".json")
		if report, ok := analytics.ReportByKey(key); ok {
			l.Excel = v.links.pinnedElsewhere("/workbook/" + string(report.Topic) + ".xlsx")
		}
	}
	return l
}
