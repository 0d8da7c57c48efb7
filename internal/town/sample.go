package town

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"
)

// Profile is the import profile that reads what the town's document system writes.
const Profile = "bg-delovodstvo"

// Encoding is how the document system writes its letters.
type Encoding string

// The encodings: what Excel opens by itself, and what old systems write.
const (
	UTF8        Encoding = "utf-8" // with a byte order mark
	Windows1251 Encoding = "windows-1251"
)

// sampleRegistry begins the numbers of a sample's requests, so that a sample meets no request of a town: "пример".
const sampleRegistry = "ПР"

// header names the columns as the document system does.
var header = []string{
	"Рег. №", "Услуга №", "Наименование на услугата", "Отдел", "Място на подаване", "Начин на подаване", "Вид поръчка",
	"Дата на регистриране", "Срок", "Дата на приключване", "Състояние", "Последна промяна", "Дни спряно производство", "Друга институция",
}

// The document system's own words.
var (
	channelWords = map[string]string{
		channelCounter: "На гише", channelPost: "По пощата", channelEmail: "По електронна поща",
		channelEService: "През системата за електронни услуги", channelInstitution: "От друга институция",
	}
	speedWords   = map[string]string{speedOrdinary: "Обикновена", speedFast: "Бърза", speedExpress: "Експресна"}
	outcomeWords = map[string]string{
		outcomeOpen: "В процес", outcomePending: "Спряна", outcomeCompleted: "Приключена", outcomeWithdrawn: "Оттеглена",
		outcomeForwarded: "Препратена по компетентност",
	}
)

// SampleCSV writes the newest n requests of the town as its document system exports them: one line a request, semicolons,
// moments as dd.mm.yyyy HH:MM on the municipality's clock. The sample's requests are numbered apart from the town's own.
func (t *Town) SampleCSV(w io.Writer, n int, enc Encoding) error {
	var newest []*record
	for r := range t.records(sampleRegistry) {
		newest = append(newest, r)
	}
	newest = newest[max(0, len(newest)-n):]
	_, err := t.writeRecords(w, enc, slices.Values(newest))
	return err
}

// writeRecords writes requests as an export and says how many there were.
func (t *Town) writeRecords(w io.Writer, enc Encoding, records func(func(*record) bool)) (n int64, err error) {
	switch enc {
	case UTF8:
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return 0, fmt.Errorf("write records: %w", err)
		}
	case Windows1251:
		tw := transform.NewWriter(w, charmap.Windows1251.NewEncoder())
		defer func() {
			if e := tw.Close(); err == nil && e != nil {
				err = fmt.Errorf("write records: %w", e)
			}
		}()
		w = tw
	default:
		return 0, fmt.Errorf("write records: no encoding %q", enc)
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = ';', true
	_ = out.Write(header) // csv.Writer keeps its first error for Error
	names := t.names()
	for r := range records {
		_ = out.Write(t.line(r, names))
		n++
	}
	if out.Flush(); out.Error() != nil {
		return n, fmt.Errorf("write records: %w", out.Error())
	}
	return n, nil
}

// names gives the Bulgarian names of departments and offices by id.
func (t *Town) names() map[string]string {
	names := make(map[string]string, len(departments)+len(offices))
	for _, d := range departments {
		names[d.ID] = d.Name.In(bulgarian)
	}
	for _, o := range offices {
		names[o.ID] = o.Name.In(bulgarian)
	}
	return names
}

func (t *Town) line(r *record, names map[string]string) []string {
	partner := "не"
	if r.partner {
		partner = "да"
	}
	return []string{
		r.number, r.service.id, r.service.bg, names[r.service.department], names[r.office], channelWords[r.channel], speedWords[r.speed],
		t.clock(r.received), t.clock(r.due), t.clock(r.finished), outcomeWords[r.outcome], t.clock(r.changed), strconv.Itoa(r.paused), partner,
	}
}

// clock writes a moment as the document system does; nothing for the zero time.
func (t *Town) clock(moment time.Time) string {
	if moment.IsZero() {
		return ""
	}
	return moment.In(t.location).Format("02.01.2006 15:04")
}
