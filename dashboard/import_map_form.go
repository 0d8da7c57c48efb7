package dashboard

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"harta/ingest"
	"harta/internal/charter"
)

// readMapping reads the form.
func readMapping(c *fiber.Ctx, kind ingest.FileKind, house *charter.Charter) ingest.Mapping {
	m := ingest.Mapping{
		Kind: kind, Name: c.FormValue("name"), DateOrder: c.FormValue("date_order"), TimeZone: c.FormValue("time_zone"),
		Columns: map[ingest.Field]string{}, Dates: map[ingest.Field]string{}, Constants: map[ingest.Field]string{}, Words: map[ingest.Field]map[string]string{},
		Shape: ingest.Shape{Encoding: c.FormValue("encoding"), Delimiter: c.FormValue("delimiter"), Sheet: c.FormValue("sheet")},
	}
	m.Shape.HeaderRow, _ = strconv.ParseInt(c.FormValue("header_row"), 10, 64) // what is no number is found out
	for _, f := range ingest.FileFields(kind, house) {
		name := string(f.Field)
		if v := c.FormValue("column." + name); v != "" {
			m.Columns[f.Field] = v
		}
		if v := c.FormValue("dates." + name); f.Date && v != "" {
			m.Dates[f.Field] = v
		}
		if v := strings.TrimSpace(c.FormValue("constant." + name)); f.Constant && v != "" {
			m.Constants[f.Field] = v
		}
		if f.Words {
			m.Words[f.Field] = readWords(c, name)
		}
	}
	return m
}

// readWords reads what the words of a field mean.
func readWords(c *fiber.Ctx, field string) map[string]string {
	words := map[string]string{}
	for i := 0; ; i++ {
		key := field + "." + strconv.Itoa(i)
		word := c.FormValue("word." + key)
		if word == "" {
			return words
		}
		words[word] = c.FormValue("words." + key)
	}
}
