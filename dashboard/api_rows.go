package dashboard

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"harta/analytics"
	"harta/internal/access"
	"harta/internal/fault"
)

// RowReader reads the rows behind the figures. *analytics.Reporter is one.
type RowReader interface {
	Rows(ctx context.Context, fact analytics.Fact, q analytics.RowQuery) (*analytics.Rows, error)
	Quality(ctx context.Context) (analytics.Quality, error)
	WrongClocks(ctx context.Context) ([]analytics.WrongClock, error)
	RecordByNumber(ctx context.Context, number string) (rec analytics.NumberedRecord, found bool, err error)
}

// rowsUsual is the number of rows of a page that does not say how many it wants.
const rowsUsual = 1000

// nextHeader carries the cursor of the next page beside a body that has no place for it.
const nextHeader = "Next-Cursor"

// apiRows answers one page of rows as JSON, as JSON lines or as CSV, as the header Accept asks.
func (s *Server) apiRows(c *fiber.Ctx, _ access.Key) error {
	query, err := s.rowQuery(c)
	if err != nil {
		return err
	}
	page, err := s.options.Rows.Rows(c.UserContext(), analytics.Fact(c.Params("fact")), query)
	if err != nil {
		return err
	}
	if page.Next != "" {
		c.Set(nextHeader, page.Next)
	}
	switch accept := c.Get(fiber.HeaderAccept); {
	case strings.Contains(accept, "text/csv"):
		return sendCSV(c, page)
	case strings.Contains(accept, mimeNDJSON):
		return sendLines(c, page)
	}
	return sendRows(c, page)
}

// rowQuery reads the parameters of a page of rows.
func (s *Server) rowQuery(c *fiber.Ctx) (analytics.RowQuery, error) {
	params, err := url.ParseQuery(string(c.Request().URI().QueryString()))
	if err != nil {
		return analytics.RowQuery{}, fault.Invalid("", "bad_request", nil)
	}
	filter, err := analytics.ParseFilter(params, s.clock(), s.charter.Calendar)
	if err != nil {
		return analytics.RowQuery{}, err
	}
	q := analytics.RowQuery{Filter: filter, Only: params.Get("only"), Cursor: params.Get("cursor"), Limit: rowsUsual}
	if text := params.Get("limit"); text != "" {
		if q.Limit, err = strconv.Atoi(text); err != nil {
			return q, fault.Invalid("limit", "limit_out_of_range", fault.Params{"most": analytics.RowsMost})
		}
	}
	return q, nil
}

// object writes a row as a JSON object whose names stand in the order of the columns.
func object(out *bytes.Buffer, columns []string, row []any) error {
	out.WriteByte('{')
	for i, name := range columns {
		if i > 0 {
			out.WriteByte(',')
		}
		value, err := json.Marshal(row[i])
		if err != nil {
			return fmt.Errorf("encode a row: %w", err)
		}
		fmt.Fprintf(out, "%q:%s", name, value)
	}
	out.WriteByte('}')
	return nil
}

func sendRows(c *fiber.Ctx, page *analytics.Rows) error {
	var out bytes.Buffer
	out.WriteString(`{"rows":[`)
	for i, row := range page.Rows {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
		if err := object(&out, page.Columns, row); err != nil {
			return err
		}
	}
	next, err := json.Marshal(page.Next)
	if err != nil {
		return err
	}
	fmt.Fprintf(&out, "\n],\"next\":%s}\n", next)
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Send(out.Bytes())
}

func sendLines(c *fiber.Ctx, page *analytics.Rows) error {
	var out bytes.Buffer
	for _, row := range page.Rows {
		if err := object(&out, page.Columns, row); err != nil {
			return err
		}
		out.WriteByte('\n')
	}
	c.Set(fiber.HeaderContentType, mimeNDJSON)
	return c.Send(out.Bytes())
}

// sendCSV writes rows for spreadsheets, in which a text never becomes a formula.
func sendCSV(c *fiber.Ctx, page *analytics.Rows) error {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.Write(page.Columns); err != nil {
		return err
	}
	for _, row := range page.Rows {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = csvCell(v)
		}
		if err := w.Write(cells); err != nil {
			return err
		}
	}
	if w.Flush(); w.Error() != nil {
		return w.Error()
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	return c.Send(out.Bytes())
}

func csvCell(v any) string {
	switch v := v.(type) {
	case string:
		return harmless(v)
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano)
	case *time.Time:
		if v == nil {
			return ""
		}
		return v.UTC().Format(time.RFC3339Nano)
	}
	return fmt.Sprint(v)
}
