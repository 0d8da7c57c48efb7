package ingest

import (
	"context"
	"crypto/sha256"
	"embed"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/ext"
	"github.com/google/uuid"

	"harta/internal/store"
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

// ledger reads and writes the records of one source in ClickHouse for one import.
type ledger struct {
	ch       *store.ClickHouse
	source   string
	importID uuid.UUID
	next     func() uint64 // versions of the loader, each greater than all before
	clock    func() time.Time
}

// current looks up what is held of some records now; those of which nothing is held are not in the answer.
func (l *ledger) current(ctx context.Context, numbers []string) (map[string]*held, error) {
	ctx, err := asking(ctx, numbers)
	if err != nil {
		return nil, err
	}
	rows, err := l.ch.Insert.Query(ctx, query("current"), clickhouse.Named("source", l.source))
	if err != nil {
		return nil, fmt.Errorf("look up records: %w", err)
	}
	defer rows.Close()
	state := map[string]*held{}
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

// asking hands a query the table "asked" with the numbers it asks about. As a list in its text they would have to be read by the
// engine as a piece of SQL.
func asking(ctx context.Context, numbers []string) (context.Context, error) {
	asked, err := ext.NewTable("asked", ext.Column("number", "String"))
	if err == nil {
		_, err = asked.Block().Columns[0].Append(numbers)
	}
	if err != nil {
		return nil, fmt.Errorf("hand over numbers of records: %w", err)
	}
	return clickhouse.Context(ctx, clickhouse.WithExternalTable(asked)), nil
}

// lastOrder is the greatest source version that other imports of the source have left.
func (l *ledger) lastOrder(ctx context.Context) (int64, error) { return l.order(ctx, "last_order") }

// ownOrder is the source version that this import has given before it was interrupted, 0 if none.
func (l *ledger) ownOrder(ctx context.Context) (int64, error) { return l.order(ctx, "own_order") }

func (l *ledger) order(ctx context.Context, of string) (order int64, err error) {
	row := l.ch.Insert.QueryRow(ctx, query(of), clickhouse.Named("source", l.source), clickhouse.Named("import", l.importID.String()))
	if err := row.Scan(&order); err != nil {
		return 0, fmt.Errorf("look up an import's order: %w", err)
	}
	return order, nil
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
	rows, err := l.ch.Insert.Query(ctx, query("verdicts"), clickhouse.Named("source", l.source),
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

// changes says whether the version is held from now on.
func (j judged) changes() bool { return j.verdict == verdictNew || j.verdict == verdictReplaced }

// puts is what is put down together: what arrived, then the state. The order makes an interruption harmless: the verdicts are
// known before the state shows them, and a record that moves leaves the old month before it enters the new one. A version that is
// held already is put down too when another import brought it: taking that one back must not take this one's away. One that this
// import has put down before an interruption is not put down again: with a later moment it would outrank those beside it that are not.
type puts struct {
	ledger             *ledger
	at                 time.Time
	versions           *versionColumns
	tombstones, states *recordColumns
}

// newPuts begins with nothing and room for so many records.
func (l *ledger) newPuts(room int) *puts {
	at := time.UnixMicro(int64(l.next())).UTC() // later than all before, also when the clock went back
	return &puts{l, at, l.newVersions(at, room), l.newRecords(at, 0), l.newRecords(at, room)}
}

func (p *puts) add(j judged) {
	p.tell(j)
	if j.changes() {
		p.hold(j.version, j.held)
	}
}

// tell puts down that a version arrived.
func (p *puts) tell(j judged) {
	l := p.ledger
	if !j.known && (j.verdict != verdictUnchanged || j.held == nil || j.held.importID != l.importID) {
		p.versions.add(l, j, p.at)
	}
}

// hold puts down that a version is held from now on, in the place of what was held before. Once a record: an insert may be carried out
// for some months and not for others, and what of one record is only partly there could not be told from what is whole.
func (p *puts) hold(v *version, was *held) {
	l := p.ledger
	if was != nil && !sameMonth(was.day, v.day) {
		p.tombstones.gone(l, v.Number, was, l.next())
	}
	p.states.holds(l, v, l.importID, l.next())
}

func (p *puts) inserts() []insert {
	return slices.Concat(p.versions.insert(), p.tombstones.insert(), p.states.insert())
}

// takeVersions gives what has arrived so far, to be put down before the rest, and begins anew.
func (p *puts) takeVersions(room int) []insert {
	arrived := p.versions.insert()
	p.versions = p.ledger.newVersions(p.at, room)
	return arrived
}

// write puts the inserts down one after the other.
func (l *ledger) write(ctx context.Context, inserts []insert) error {
	for _, in := range inserts {
		if err := insertColumns(ctx, l.ch, in.statement, in.token, in.columns); err != nil {
			return err
		}
	}
	return nil
}
