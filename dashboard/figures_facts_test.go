package dashboard

import (
	"context"
	"testing"
	"time"

	"harta/analytics"
	"harta/internal/charter"
	"harta/internal/register"
	"harta/internal/store/storetest"
	"harta/sql"
)

// Names that a careless page, chart or workbook would run.
const (
	nameScript  = `</script><script>alert(1)</script>`
	nameMarker  = `__f__alert(1)__f__`
	nameFormula = `=cmd|'/c calc'!A1`
	nameMarkup  = `"><img src=x onerror=alert(2)>{b|дебело}`
)

// factsSQL makes some thousand facts that touch every state: large groups and tiny ones, unstated ones, open and late items,
// months without anything. Everything follows from the row's number, so every run has the same facts.
var factsSQL = []string{`
INSERT INTO answers (day, response_id, question, version, moment, received, hour, score, office, service, department, channel, kiosk, language, order_speed, record, counted, reason)
SELECT toDate('2024-11-01') + number % 750 AS day, generateUUIDv4(number), ['overall','overall','overall','courtesy','speed'][number % 5 + 1], 1,
	toDateTime64(day, 3, 'UTC') + INTERVAL (8 + number % 9) HOUR, toDateTime64(day, 3, 'UTC') + INTERVAL 20 HOUR, 10 + number % 9,
	if(cityHash64(number) % 100 < if(number % 4 = 1, 82, 71), 4 + cityHash64(number, 1) % 2, 1 + cityHash64(number, 2) % 3),
	multiIf(number % 997 = 3, 'tiny', number % 4 = 1, 'east', 'center'),
	['', '2079', 'script', 'marker', 'formula', 'markup'][number % 6 + 1], ['', 'registry', 'taxes'][number % 3 + 1],
	['kiosk', 'web', 'qr'][number % 3 + 1], ['hall', '', 'desk'][number % 3 + 1], 'bg', ['', 'ordinary', 'express'][number % 3 + 1], '', number % 50 > 0, if(number % 50 = 0, 'burst', '')
FROM numbers(9000)
WHERE toYYYYMM(toDate('2024-11-01') + number % 750) != 202603`, `
INSERT INTO answer_reasons (day, response_id, reason, version, moment, received, hour, question, score, office, service, department, channel, kiosk, language)
SELECT day, response_id, arrayJoin(if(score >= 4, ['kind', 'fast'], ['waiting', 'rude', 'access'])) AS why, 1, moment, received, hour, question, score, office, service, department, channel, kiosk, language
FROM answers
WHERE kiosk != '' AND cityHash64(response_id, why) % 5 = 0`, `
INSERT INTO records (source, number, version, is_deleted, source_version, content, import_id, service, department, office, channel, order_speed, received, received_day, due, finished, outcome, paused_days, other_institution, anonymous)
SELECT 'test', toString(number), 1, 0, 0, '', generateUUIDv4(number), ['2079', 'script', 'formula', 'rare'][if(number % 700 = 5, 4, number % 3 + 1)], ['registry', 'taxes'][number % 2 + 1],
	['center', 'east'][number % 2 + 1], ['counter', 'email', 'eservice'][number % 3 + 1], ['ordinary', 'fast', 'express'][number % 3 + 1],
	toDateTime64('2024-11-01 08:00:00', 3, 'UTC') + INTERVAL number % 750 DAY AS received, toDate(received),
	if(number % 11 = 0, NULL, received + INTERVAL 14 DAY) AS due,
	if(number % 23 = 0 OR received > '2026-11-15', NULL, received + INTERVAL cityHash64(number) % if(number % 3 = 1, 20, 15) DAY) AS finished,
	multiIf(finished IS NULL, 'open', number % 41 = 0, 'withdrawn', 'completed'), 0, false, false
FROM numbers(3500)`, `
INSERT INTO case_facts (case_id, version, kind, category, office, service, department, channel, anonymous, concerns_staff, received, received_day, deadline, first_deadline, legal_deadline, extensions, late_extension, answered, closed, outcome, ground, reopenings)
SELECT generateUUIDv4(number), 1, 'complaint', ['delay', 'attitude', 'fees', 'queue', 'other'][toUInt8(pow(number % 25, 0.5)) + 1], ['center', 'east'][number % 2 + 1], '', ['registry', 'taxes', ''][number % 3 + 1],
	['web', 'counter'][number % 2 + 1], false, true, toDateTime64('2024-11-01 09:00:00', 3, 'UTC') + INTERVAL number * 2 DAY AS received, toDate(received),
	received + INTERVAL 30 DAY AS deadline, deadline, NULL, 0, false,
	if(number % 9 = 0 OR received > '2026-11-01', NULL, received + INTERVAL 5 + cityHash64(number) % 33 DAY) AS answered, answered, if(answered IS NULL, '', 'upheld'), '', 0
FROM numbers(374)`, `
INSERT INTO consultations (id, version, day, moment, topic, service, department, office, channel, minutes, dropped, hour)
SELECT generateUUIDv4(number), 1, toDate('2024-11-03') + number % 745 AS day, toDateTime64(day, 3, 'UTC') + INTERVAL (6 + number % 9) HOUR AS moment,
	['documents', 'prices', 'deadlines', 'gossip'][toUInt8(pow(number % 16, 0.5)) + 1], ['', '2079', 'script', 'formula'][number % 4 + 1], ['', 'registry', 'taxes'][number % 3 + 1],
	multiIf(number % 997 = 3, 'tiny', number % 4 = 1, 'east', 'center'), ['phone', 'counter'][if(number % 5 > 2, 2, 1)], 1 + cityHash64(number) % 15, number % 60 = 0, if(number % 300 = 7, NULL, toHour(moment, 'Europe/Sofia'))
FROM numbers(4000)
WHERE toYYYYMM(day) != 202603`}

// figureServer is a server over hand-made facts in a real ClickHouse, with a catalogue of names meant to do harm.
func figureServer(t *testing.T) *testServer {
	t.Helper()
	ctx := context.Background()
	ch := storetest.ClickHouse(t)
	for _, q := range factsSQL {
		if err := ch.Insert.Exec(ctx, q); err != nil {
			t.Fatalf("%v in %.60s", err, q)
		}
	}
	return newTestServer(t, func(o *Options) {
		// The reports run with the engine's own clock of the facts: everything arrived before the tests' now.
		o.Reports = analytics.NewReporter(ch.Report, sql.ClickHouseQueries, o.Charter, func() time.Time { return testNow })
		fillCatalogue(t, o.Catalogue.(*register.Register))
	})
}

func fillCatalogue(t *testing.T, r *register.Register) {
	t.Helper()
	ctx := context.Background()
	name := func(s string) charter.Label { return charter.Label{"bg": s} }
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for id, n := range map[string]string{"registry": "Гражданска регистрация", "taxes": "Местни данъци и такси"} {
		check(r.PutDepartment(ctx, register.Department{ID: id, Name: name(n)}))
	}
	for id, n := range map[string]string{"center": "Сграда на общината", "east": "Изнесено гише „Изток“", "tiny": "Кметство"} {
		check(r.PutOffice(ctx, register.Office{ID: id, Name: name(n)}))
	}
	for id, n := range map[string]string{"2079": "Удостоверение за наследници", "rare": "Рядка услуга", "script": nameScript,
		"marker": nameMarker, "formula": nameFormula, "markup": nameMarkup} {
		check(r.PutService(ctx, register.Service{ID: id, Name: name(n), Department: "registry"}))
	}
}
