package dashboard

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/analytics"
	"harta/internal/access"
	"harta/internal/fault"
)

// allTopics is the name of the workbook with every report.
const allTopics = "all"

// booksAtOnce is how many workbooks are made at the same time: each holds its sheets in memory until it is written.
const booksAtOnce = 2

// spreadsheetType is the media type of a workbook.
const spreadsheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// workbook answers a topic, or everything, as a workbook. It equals the page at the same address: one filter, one cut-off.
func (s *Server) workbook(c *fiber.Ctx, session access.Session) error {
	topic := c.Params("topic")
	reports, err := workbookReports(topic)
	if err != nil {
		return err
	}
	a, err := s.ask(c, session)
	if err != nil {
		return err
	}
	if len(a.faults) > 0 {
		return a.faults[0]
	}
	if err := s.books.enter(c.UserContext()); err != nil {
		return err
	}
	defer s.books.leave()
	tables, err := s.tables(c.UserContext(), a.filter, reports)
	if err != nil {
		return err
	}
	b := newBook(a.viewer, s.cover(c, a, session, topic))
	defer b.file.Close()
	if err := b.fill(tables); err != nil {
		return err
	}
	return s.sendBook(c, b, topic, a.filter.CutOff)
}

// workbookReports are the reports of a workbook.
func workbookReports(topic string) ([]*analytics.Report, error) {
	if topic == allTopics {
		return analytics.Reports(), nil
	}
	if !slices.Contains(figureTopics(), analytics.Topic(topic)) {
		return nil, fault.NotFound("workbook_unknown", fault.Params{"topic": topic})
	}
	return analytics.ReportsOf(analytics.Topic(topic)), nil
}

// tables runs reports in their order. A workbook is handed on, so it is whole or it is not made: the first failure ends it.
func (s *Server) tables(ctx context.Context, f analytics.Filter, reports []*analytics.Report) ([]*analytics.Table, error) {
	keys := make([]string, len(reports))
	for i, r := range reports {
		keys[i] = r.Key
	}
	answers := s.answers(ctx, f, keys)
	tables := make([]*analytics.Table, len(keys))
	for i, key := range keys {
		if answers[key].err != nil {
			return nil, fmt.Errorf("report %s: %w", key, answers[key].err)
		}
		tables[i] = answers[key].table
	}
	return tables, nil
}

// cover words the first sheet.
func (s *Server) cover(c *fiber.Ctx, a *asking, session access.Session, topic string) cover {
	w := a.viewer.names.words
	page, links := "/"+topic, a.viewer.links
	if topic == allTopics {
		page = "/"
	}
	out := cover{
		Municipality: s.charter.Municipality.Name.In(string(w.Lang())),
		Title:        w.T("workbook.title." + topic),
		Filter:       s.filterBar(a).Summary,
		Period:       links.period,
		CutOff:       a.filter.CutOff,
		MadeBy:       session.User.Name,
		MadeAt:       s.clock(),
		Link:         s.absolute(c, links.pinnedElsewhere(page)),
	}
	if before, ok := a.filter.Comparison(); ok {
		out.Comparison = w.T("compare."+string(a.filter.Compare)) + ": " + periodText(w, before)
	}
	if fresh, err := s.options.Reports.Freshness(c.UserContext()); err == nil {
		out.Freshness = fresh
	}
	return out
}

// absolute is an address that works outside the page.
func (s *Server) absolute(c *fiber.Ctx, path string) string {
	scheme := "http"
	if s.front.secure() {
		scheme = "https"
	}
	return scheme + "://" + s.front.host(c) + path
}

// sendBook writes the workbook to a temporary file, because its size is known only when it is whole, and sends that.
func (s *Server) sendBook(c *fiber.Ctx, b *book, topic string, cutOff time.Time) error {
	file, err := os.CreateTemp("", "harta-*.xlsx")
	if err != nil {
		return fmt.Errorf("make a file for the workbook: %w", err)
	}
	parcel := &temporary{file}
	size, err := b.file.WriteTo(file)
	if err == nil {
		_, err = file.Seek(0, 0)
	}
	if err != nil {
		_ = parcel.Close() // the writing error is the one to tell
		return fmt.Errorf("write the workbook: %w", err)
	}
	day := cutOff.Format(time.DateOnly)
	c.Set(fiber.HeaderContentType, spreadsheetType)
	c.Set(fiber.HeaderContentDisposition, attachment("harta-"+topic+"-"+day+".xlsx",
		b.viewer.names.words.T("workbook.file."+topic)+" "+day+".xlsx"))
	return c.SendStream(parcel, int(size))
}

// temporary is a file that is gone when it has been read.
type temporary struct{ *os.File }

// Close closes and removes the file.
func (t *temporary) Close() error {
	err := t.File.Close()
	if removed := os.Remove(t.Name()); err == nil {
		err = removed
	}
	return err
}

// attachment names a download twice: in plain letters for old programs, and in all letters as RFC 5987 writes them.
func attachment(plain, name string) string {
	encoded := strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
	return `attachment; filename="` + plain + `"; filename*=UTF-8''` + encoded
}

// bookSlots bounds how many workbooks are made at once.
type bookSlots chan struct{}

// enter waits for a free slot as long as the request may take.
func (b bookSlots) enter(ctx context.Context) error {
	select {
	case b <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fault.New(fault.KindUnavailable, "workbooks_busy", nil)
	}
}

func (b bookSlots) leave() { <-b }
