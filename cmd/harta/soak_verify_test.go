package main

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"

	"harta/internal/store"
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

// verifyCases looks for every accepted complaint in the register, and for its row in the facts unless it was set aside: a clock that
// jumps between a form and its sending makes a person look like a program. What was set aside may have been erased since, by a clock
// that ran ahead; its row stays.
func (s *soak) verifyCases(ctx context.Context, h *house) {
	db, err := store.OpenRegister(filepath.Join(s.folder, registerFile))
	soakMust(s.t, err)
	defer db.Close()
	cases := pairs(ctx, s.t, db, "SELECT submission_id, fact_id FROM cases")
	aside := pairs(ctx, s.t, db, "SELECT submission_id, number FROM set_aside")
	facts := s.factsOfCases(ctx, h)
	stored := 0
	for id, fault := range s.load.complaints {
		fact, registered := cases[id]
		_, waits := aside[id]
		switch {
		case registered == waits:
			s.t.Errorf("complaint %s, accepted after %q, stands %v in the register and %v among what was set aside", id, fault, registered, waits)
		case registered && facts[fact] != 1:
			s.t.Errorf("complaint %s, accepted after %q, has %d rows of facts", id, fault, facts[fact])
		default:
			stored++
		}
	}
	s.table.sum(fmt.Sprintf("complaints (%d of them set aside)", len(aside)), len(s.load.complaints), stored)
	if len(cases) != len(facts) || len(cases) == 0 || len(cases)+len(aside) != len(s.load.complaints) {
		s.t.Errorf("%d cases with %d facts, %d complaints set aside; %d were accepted", len(cases), len(facts), len(aside), len(s.load.complaints))
	}
	left, err := h.register.Outbox(ctx, 0, 1)
	if err != nil || len(left) > 0 {
		s.t.Errorf("the register's outbox is not empty: %v", err)
	}
}

// pairs reads two columns, of which the first is a key.
func pairs(ctx context.Context, t testing.TB, db *sql.DB, query string) map[string]string {
	rows, err := db.QueryContext(ctx, query)
	soakMust(t, err)
	defer rows.Close()
	found := map[string]string{}
	for rows.Next() {
		var key, value string
		soakMust(t, rows.Scan(&key, &value))
		found[key] = value
	}
	soakMust(t, rows.Err())
	return found
}

// factsOfCases counts the rows of every case's facts.
func (s *soak) factsOfCases(ctx context.Context, h *house) map[string]uint64 {
	rows, err := h.facts.Report.Query(ctx, "SELECT toString(case_id), count() FROM case_facts FINAL GROUP BY case_id")
	soakMust(s.t, err)
	defer rows.Close()
	found := map[string]uint64{}
	for rows.Next() {
		var id string
		var n uint64
		soakMust(s.t, rows.Scan(&id, &n))
		found[id] = n
	}
	soakMust(s.t, rows.Err())
	return found
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
