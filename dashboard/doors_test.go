package dashboard

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"harta/analytics"
	"harta/ingest"
	"harta/internal/charter"
	"harta/internal/register"
	"harta/internal/store"
	"harta/internal/store/storetest"
	queries "harta/sql"
)

// doorsTest is a server whose doors lead to a real ClickHouse through a real register, spool, loader and importer.
type doorsTest struct {
	*testServer
	reg    *register.Register
	ch     *store.ClickHouse
	loader *ingest.Loader
	kiosk  register.Kiosk
	off    register.Kiosk // an inactive one
	aside  time.Duration  // after which setAside sets aside
}

// testDoors opens the doors in a town with one office, two departments, two services and two kiosks.
func testDoors(t *testing.T) *doorsTest {
	t.Helper()
	d := &doorsTest{ch: storetest.ClickHouse(t)}
	db := storetest.Register(t)
	quiet := slog.New(slog.DiscardHandler)
	clock := func() time.Time { return testNow }
	house, err := charter.Default()
	must(t, err)
	d.reg, err = register.Open(db, register.Options{Key: make([]byte, 32), Charter: house, Folder: t.TempDir(), Clock: clock, Log: quiet})
	must(t, err)
	d.furnish(t)
	folder := t.TempDir()
	spool, err := ingest.OpenSpool(filepath.Join(folder, "spool.db"), ingest.SpoolOptions{Clock: clock, Log: quiet})
	must(t, err)
	t.Cleanup(func() { _ = spool.Close() })
	d.loader = ingest.NewLoader(d.ch, spool, d.reg, clock, quiet)
	importer, err := ingest.NewImporter(d.ch, d.reg, house, folder, clock, quiet)
	must(t, err)
	d.testServer = newTestServerOn(t, db, func(o *Options) {
		o.Charter = house // one for all, as in the program: what the register adopts is what the pages say
		o.Folder, o.Catalogue, o.Kiosks, o.Cases, o.Sealed, o.Imports, o.Citizens = folder, d.reg, d.reg, d.reg, d.reg, d.reg, d.reg
		o.Aside, o.Surveys, o.Forms = d.reg, d.reg, d.reg
		answers := ingest.NewResponses(spool, house, clock).With(ingest.Office{Comments: d.reg, Sent: d.reg})
		o.Files, o.ServicePast = ingest.NewFiles(importer, answers, d.reg), d.reg
		o.Responses, o.Importer = answers, importer
		o.Spool, o.Loader = spool, d.loader
		o.CaseDoor, o.Mapping = d.reg, d.reg
		o.Records = ingest.NewRecords(spool, importer, d.loader)
		o.Answers = ingest.NewResponses(spool, house, clock).With(ingest.Office{Comments: d.reg, Sent: d.reg})
		reporter := analytics.NewReporter(d.ch.Report, queries.ClickHouseQueries, house, clock).Mapped(d.reg.MappedServices)
		o.Reports, o.Rows = reporter, reporter
	})
	t.Cleanup(func() {
		d.stop()
		d.jobs.wait()
	})
	return d
}

// furnish fills the catalogue.
func (d *doorsTest) furnish(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	name := func(bg, en string) charter.Label { return charter.Label{"bg": bg, "en": en} }
	must(t, d.reg.PutOffice(ctx, register.Office{ID: "gradska", Name: name("Център за услуги", "Service centre")}))
	must(t, d.reg.PutDepartment(ctx, register.Department{ID: "grao", Name: name("Гражданска регистрация", "Civil registration")}))
	must(t, d.reg.PutDepartment(ctx, register.Department{ID: "mdt", Name: name("Местни данъци", "Local taxes")}))
	must(t, d.reg.PutService(ctx, register.Service{ID: "2079", Name: name("Удостоверение за наследници", "Certificate of heirs"), Department: "grao"}))
	must(t, d.reg.PutService(ctx, register.Service{ID: "2130", Name: name("Данъчна оценка", "Tax valuation"), Department: "mdt"}))
	must(t, d.reg.PutService(ctx, register.Service{ID: "x-12345678", Name: name("Несъпоставена", "Unmapped"), Department: "mdt", Unmapped: true}))
	var err error
	d.kiosk, err = d.reg.PutKiosk(ctx, register.Kiosk{ID: "k1", Name: "Фоайе", Office: "gradska", Service: "2079", Department: "grao", Question: "overall", Active: true}, "o")
	must(t, err)
	d.off, err = d.reg.PutKiosk(ctx, register.Kiosk{ID: "k2", Name: "Склад", Office: "gradska", Question: "overall"}, "o")
	must(t, err)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// count asks ClickHouse for a number, after everything accepted has been delivered.
func (d *doorsTest) count(query string) uint64 {
	d.t.Helper()
	must(d.t, d.loader.Flush(context.Background()))
	var n uint64
	must(d.t, d.ch.Report.QueryRow(context.Background(), query).Scan(&n))
	return n
}
