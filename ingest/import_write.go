package ingest

import (
	"context"
	"crypto/sha256"
	"embed"
	"fmt"
	"strconv"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/uuid"
)

//go:embed queries/*.sql
var queryFiles embed.FS

// query gives the text of a file of the folder queries.
func query(name string) string {
	b, err := queryFiles.ReadFile("queries/" + name + ".sql")
	if err != nil {
		panic(err) // the file is embedded under a name written in this package
	}
	return string(b)
}

const insertVersions = `INSERT INTO record_versions (source, number, source_version, content, import_id, line, recorded_at,
	verdict, payload, received_day, due)`

const insertRecords = `INSERT INTO records (source, number, version, is_deleted, source_version, content, import_id, service,
	department, office, channel, order_speed, received, received_day, due, finished, outcome, paused_days, other_institution,
	anonymous)`

// ledger reads and writes the records of one source in ClickHouse for one import.
type ledger struct {
	conn     driver.Conn
	source   string
	importID uuid.UUID
	next     func() uint64 // versions of the loader, each greater than all before
	clock    func() time.Time
}

func (l *ledger) current(ctx context.Context, numbers []string) (map[string]*held, error) {
	rows, err := l.conn.Query(ctx, query("current"), clickhouse.Named("source", l.source), clickhouse.Named("numbers", numbers))
	if err != nil {
		return nil, fmt.Errorf("look up records: %w", err)
	}
	defer rows.Close()
	state := make(map[string]*held, len(numbers))
	for rows.Next() {
		var number, content string
		h := &held{}
		if err := rows.Scan(&number, &h.sourceVersion, &content, &h.importID, &h.day); err != nil {
			return nil, fmt.Errorf("look up records: %w", err)
		}
		copy(h.content[:], content)
		state[number] = h
	}
	return state, rows.Err()
}

// lastOrder is the greatest source version that other imports of the source have left.
func (l *ledger) lastOrder(ctx context.Context) (int64, error) {
	var last int64
	row := l.conn.QueryRow(ctx, query("last_order"), clickhouse.Named("source", l.source), clickhouse.Named("import", l.importID.String()))
	if err := row.Scan(&last); err != nil {
		return 0, fmt.Errorf("look up the last import's order: %w", err)
	}
	return last, nil
}

// arrived is what an import was told of a record: a version with its content. Lines that say the same are one of it.
type arrived struct {
	number        string
	sourceVersion int64
	content       [sha256.Size]byte
}

// decided is a verdict this import has written before it was interrupted, on the last of the lines that say the same.
type decided struct {
	line    int64
	verdict string
}

func (l *ledger) verdicts(ctx context.Context, numbers []string) (map[arrived]decided, error) {
	rows, err := l.conn.Query(ctx, query("verdicts"), clickhouse.Named("source", l.source),
		clickhouse.Named("numbers", numbers), clickhouse.Named("import", l.importID.String()))
	if err != nil {
		return nil, fmt.Errorf("look up verdicts: %w", err)
	}
	defer rows.Close()
	before := map[arrived]decided{}
	for rows.Next() {
		var a arrived
		var content, verdict string
		var line uint64
		if err := rows.Scan(&a.number, &a.sourceVersion, &content, &line, &verdict); err != nil {
			return nil, fmt.Errorf("look up verdicts: %w", err)
		}
		copy(a.content[:], content)
		before[a] = decided{int64(line), verdict}
	}
	return before, rows.Err()
}

// judged is a version with its verdict and what was held when it arrived.
type judged struct {
	*version
	verdict string
	held    *held
	known   bool // this import has put the version down already, before it was interrupted
}

// insert is one insert with its token; a repeat of it is the same rows in the same order under the same token.
type insert struct {
	statement string
	token     string
	rows      [][]any
}

// inserts are what a batch puts down: what arrived, then the state. The order makes an interruption harmless: the verdicts are
// known before the state shows them, and a record that moves leaves the old month before it enters the new one. A version that is
// held already is put down too when another import brought it: taking that one back must not take this one's away. One that this
// import has put down before an interruption is not put down again: with a later moment it would outrank those beside it that are not.
func (l *ledger) inserts(batch []judged) []insert {
	var versions, tombstones, states [][]any
	at := time.UnixMicro(int64(l.next())).UTC() // later than all before, also when the clock went back
	for _, j := range batch {
		if !j.known && (j.verdict != verdictUnchanged || j.held == nil || j.held.importID != l.importID) {
			versions = append(versions, []any{
				l.source, j.Number, j.sourceVersion, string(j.content[:]), l.importID, uint64(j.line), at, j.verdict, string(j.payload), j.day, j.due,
			})
		}
		if j.verdict == verdictOlder || j.verdict == verdictUnchanged {
			continue
		}
		if j.held != nil && !sameMonth(j.held.day, j.day) {
			tombstones = append(tombstones, l.gone(j.Number, j.held, l.next()))
		}
		states = append(states, l.stateBy(j.version, l.importID, l.next()))
	}
	list := l.named(at, tombstones, states)
	if len(versions) > 0 {
		list = append([]insert{{statement: insertVersions, token: l.token(insertVersions, at, versions), rows: versions}}, list...)
	}
	return list
}

// named puts tombstones before states and gives each insert its token.
func (l *ledger) named(at time.Time, tombstones, states [][]any) []insert {
	var list []insert
	for _, rows := range [][][]any{tombstones, states} {
		if len(rows) > 0 {
			list = append(list, insert{statement: insertRecords, token: l.token(insertRecords, at, rows), rows: rows})
		}
	}
	return list
}

// write puts the inserts down one after the other.
func (l *ledger) write(ctx context.Context, inserts []insert) error {
	for _, in := range inserts {
		if err := insertBatch(ctx, l.conn, in.statement, in.token, in.rows); err != nil {
			return err
		}
	}
	return nil
}

// token is a function of the rows: number and version (of the source or of the loader) tell them apart, and the moment tells
// one attempt after a crash from another.
func (l *ledger) token(statement string, at time.Time, rows [][]any) string {
	t := newToken(statement)
	t.add(l.importID.String(), strconv.FormatInt(at.UnixNano(), 10))
	for _, r := range rows {
		t.add(fmt.Sprint(r[1], r[2], r[3]))
	}
	return t.String()
}

// stateBy is what is held of a record from now on, and which import told it.
func (l *ledger) stateBy(v *version, by uuid.UUID, order uint64) []any {
	return []any{
		l.source, v.Number, order, uint8(0), v.sourceVersion, string(v.content[:]), by, v.Service, v.Department, v.Office, v.Channel,
		v.OrderSpeed, v.Received, v.day, v.due, v.Finished, v.Outcome, uint16(v.PausedDays), v.OtherInstitution, v.Anonymous,
	}
}

// gone takes a record out of the month in which it is held.
func (l *ledger) gone(number string, cur *held, order uint64) []any {
	return []any{
		l.source, number, order, uint8(1), cur.sourceVersion, string(cur.content[:]), l.importID, "", "", "", "",
		"", cur.day, cur.day, (*time.Time)(nil), (*time.Time)(nil), "", uint16(0), false, false,
	}
}
