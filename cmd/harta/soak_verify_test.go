package main

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// verifyAnswers looks for every accepted tap.
func (s *soak) verifyAnswers(ctx context.Context, h *house) {
	rows, err := h.facts.Report.Query(ctx, "SELECT toString(response_id), count() FROM answers FINAL WHERE question = 'overall' GROUP BY response_id")
	soakMust(s.t, err)
	defer rows.Close()
	stored := map[string]uint64{}
	for rows.Next() {
		var id string
		var n uint64
		soakMust(s.t, rows.Scan(&id, &n))
		stored[id] = n
	}
	soakMust(s.t, rows.Err())
	for id, fault := range s.load.taps {
		s.table.count(fault, stored[id])
		if stored[id] != 1 {
			s.t.Errorf("tap %s, accepted after %q, is stored %d times", id, fault, stored[id])
		}
	}
	s.table.sum("answers", len(s.load.taps), len(stored))
	if len(stored) != len(s.load.taps) {
		s.t.Errorf("%d answers are stored, %d were accepted", len(stored), len(s.load.taps))
	}
}

// verifyCases compares the complaints with the register's facts, and with what was set aside: a clock that jumps between a form and
// its sending makes a person look like a program.
func (s *soak) verifyCases(ctx context.Context, h *house) {
	var cases, rows uint64
	soakMust(s.t, h.facts.Report.QueryRow(ctx, "SELECT uniqExact(case_id), count() FROM case_facts FINAL").Scan(&cases, &rows))
	aside, err := h.register.ListAside(ctx, 1+s.load.complaints)
	soakMust(s.t, err)
	s.table.sum(fmt.Sprintf("complaints (%d of them set aside)", len(aside)), s.load.complaints, int(cases)+len(aside))
	if int(cases)+len(aside) != s.load.complaints || rows != cases || cases == 0 {
		s.t.Errorf("%d cases in %d rows are stored and %d complaints set aside, %d were accepted", cases, rows, len(aside), s.load.complaints)
	}
	left, err := h.register.Outbox(ctx, 0, 1)
	if err != nil || len(left) > 0 {
		s.t.Errorf("the register's outbox is not empty: %v", err)
	}
}

// verifyRecords compares the records' months with those that were sent.
func (s *soak) verifyRecords(ctx context.Context, h *house, source string, sent map[string]string) {
	rows, err := h.facts.Report.Query(ctx, "SELECT number, groupArray(toString(received_day)) FROM records FINAL WHERE source = {source:String} GROUP BY number",
		clickhouse.Named("source", source))
	soakMust(s.t, err)
	defer rows.Close()
	stored := 0
	for rows.Next() {
		var number string
		var days []string
		soakMust(s.t, rows.Scan(&number, &days))
		stored++
		if want := sent[number]; len(days) != 1 || days[0] != want {
			s.t.Errorf("record %s of %s is stored with the days %v, want %q", number, source, days, want)
		}
	}
	soakMust(s.t, rows.Err())
	s.table.sum("records of "+source, len(sent), stored)
	if stored != len(sent) {
		s.t.Errorf("%d records of %s are stored, %d were accepted", stored, source, len(sent))
	}
}
