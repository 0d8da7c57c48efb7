package ingest

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// statements are prepared once for all groups: to read a statement takes SQLite as long as to carry it out.
type statements struct {
	remember rowsInsert
	keep     rowsInsert
	known    *sql.Stmt
	deliver  *sql.Stmt
}

func prepareStatements(db *sql.DB) (*statements, error) {
	var failed error
	prepare := func(query string) *sql.Stmt {
		stmt, err := db.Prepare(query)
		failed = errors.Join(failed, err)
		return stmt
	}
	s := &statements{
		remember: prepareRows(prepare, "INSERT OR IGNORE INTO remembered (kind, id, content, hour, seq) VALUES ", "(?, ?, ?, ?, ?)"),
		keep:     prepareRows(prepare, "INSERT INTO waiting (kind, seq, id, at, payload) VALUES ", "(?, ?, ?, ?, ?)"),
		known:    prepare("SELECT seq FROM remembered WHERE kind = ? AND id = ? AND content = ?"),
		deliver:  prepare("DELETE FROM waiting WHERE kind = ? AND seq BETWEEN ? AND ?"),
	}
	return s, failed
}

// rowsInsert is one insert for 1, 2, 4 ... rows. A row of many costs a third of what it costs alone.
type rowsInsert []*sql.Stmt

// rowSizes is how many sizes there are; the last is for 64 rows, which are the kiosks of a large town at once.
const rowSizes = 7

func prepareRows(prepare func(query string) *sql.Stmt, head, row string) rowsInsert {
	list := make(rowsInsert, rowSizes)
	for i := range list {
		list[i] = prepare(head + row + strings.Repeat(", "+row, 1<<i-1))
	}
	return list
}

// fit is the statement for the most of n rows that there is one for.
func (r rowsInsert) fit(n int) (stmt *sql.Stmt, rows int) {
	i := 0
	for i < len(r)-1 && 2<<i <= n {
		i++
	}
	return r[i], 1 << i
}

// groupStatements are the statements within one transaction.
type groupStatements struct {
	ctx context.Context
	tx  *sql.Tx
	in  map[*sql.Stmt]*sql.Stmt
}

func (g *groupStatements) of(kept *sql.Stmt) *sql.Stmt {
	stmt, ok := g.in[kept]
	if !ok {
		stmt = g.tx.StmtContext(g.ctx, kept)
		g.in[kept] = stmt
	}
	return stmt
}

func (g *groupStatements) exec(kept *sql.Stmt, args ...any) (affected int64, err error) {
	res, err := g.of(kept).ExecContext(g.ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// execRare carries out what is too rare to be kept prepared.
func (g *groupStatements) execRare(query string, args ...any) (affected int64, err error) {
	res, err := g.tx.ExecContext(g.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}
