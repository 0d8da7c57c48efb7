package ingest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/uuid"

	"harta/internal/register"
)

// rank is the place of a version among all of its record: the greatest stands. It says the same as decide does, one version after
// the other.
type rank struct {
	sourceVersion int64
	recorded      time.Time
	line          uint64
}

func (a rank) compare(b rank) int {
	return cmp.Or(cmp.Compare(a.sourceVersion, b.sourceVersion), a.recorded.Compare(b.recorded), cmp.Compare(a.line, b.line))
}

// touch is a record that an import told of, with the greatest version it had of it and the days it told.
type touch struct {
	number string
	rank   rank
	days   []time.Time
}

// standing is a version that stands, with the import that brought it.
type standing struct {
	*version
	rank rank
	by   uuid.UUID
}

// settle brings what is held of the records that an import told of into line with all that arrived and is not undone. For an import
// that was taken back this takes it back; for one that gave up half-way it completes what it had begun. It may be cut off anywhere and
// repeated: it goes on behind u.LastNumber, and what is in line already stays untouched. save is called after each batch.
func (im *Importer) settle(ctx context.Context, receipt register.Import, u *register.Undo, save func(context.Context) error) error {
	if err := im.patiently(ctx, im.readLastVersion); err != nil {
		return err
	}
	undone, err := im.reg.UndoneImports(ctx, receipt.Profile)
	if err != nil {
		return err
	}
	s := &settler{im: im, late: receipt.State == register.ImportCancelling || receipt.State == register.ImportStalled,
		undone: make([]string, len(undone)), location: im.charter.Location(), ledger: &ledger{
			ch: im.ch, source: receipt.Profile, importID: receipt.ID, next: im.nextVersion, clock: im.clock,
		}}
	for i, id := range undone {
		s.undone[i] = id.String()
	}
	if p, err := im.profile(receipt.Profile); err == nil {
		s.location = p.Location()
	}
	for {
		n, err := s.batch(ctx, u)
		if err != nil || n == 0 {
			return err
		}
		if err := save(ctx); err != nil {
			return err
		}
	}
}

// settler settles the records of one import.
type settler struct {
	im       *Importer
	ledger   *ledger
	late     bool // the import may have left an insert under way, which lands when it likes
	undone   []string
	location *time.Location // of versions from before their civil day was kept
}

// settleRows are looked up and put right together.
const settleRows = 10_000

// batch settles the next settleRows records and tells how many there were.
func (s *settler) batch(ctx context.Context, u *register.Undo) (int, error) {
	s.im.deciding.Lock()
	defer s.im.deciding.Unlock()
	var touched []touch
	var stand map[string]standing
	var state map[string]*held
	err := s.im.patiently(ctx, func(ctx context.Context) (err error) {
		if touched, err = s.touched(ctx, u.LastNumber); err != nil || len(touched) == 0 {
			return err
		}
		numbers := make([]string, len(touched))
		for i, t := range touched {
			numbers[i] = t.number
		}
		if stand, err = s.standing(ctx, numbers); err == nil {
			state, err = s.ledger.current(ctx, numbers)
		}
		return err
	})
	if err != nil || len(touched) == 0 {
		return 0, err
	}
	at := time.UnixMicro(int64(s.im.nextVersion()))
	tombstones, states := s.ledger.newRecords(at, 0), s.ledger.newRecords(at, 0)
	for _, t := range touched {
		now, stands := stand[t.number]
		count(u, now, stands, t)
		cur := state[t.number]
		for _, day := range s.wrongMonths(t, cur, now, stands) {
			gone := held{day: day, sourceVersion: t.rank.sourceVersion}
			if cur != nil && sameMonth(cur.day, day) {
				gone = *cur
			}
			tombstones.gone(s.ledger, t.number, &gone, s.im.nextVersion())
		}
		if stands && (s.late || !cur.is(now)) {
			states.holds(s.ledger, now.version, now.by, s.im.nextVersion())
		}
	}
	inserts := slices.Concat(tombstones.insert(), states.insert())
	if err := s.im.patiently(ctx, func(ctx context.Context) error { return s.ledger.write(ctx, inserts) }); err != nil {
		return 0, err
	}
	u.LastNumber = touched[len(touched)-1].number
	return len(touched), nil
}

// wrongMonths are days of the months in which a record is held, or may be any moment, and should not be. What an import has left under
// way was decided before: whatever is written now outranks it, if only it is written into the same month. So what is not held yet has to
// be taken out too.
func (s *settler) wrongMonths(t touch, cur *held, now standing, stands bool) []time.Time {
	var days []time.Time
	if cur != nil {
		days = append(days, cur.day)
	}
	if s.late {
		days = append(days, t.days...)
	}
	var wrong []time.Time
	for _, day := range days {
		if !(stands && sameMonth(day, now.day)) && !slices.ContainsFunc(wrong, func(other time.Time) bool { return sameMonth(day, other) }) {
			wrong = append(wrong, day)
		}
	}
	return wrong
}

// count keeps the receipt of an undo. It looks at versions and not at what is held, so that a repetition counts the same.
func count(u *register.Undo, now standing, stands bool, t touch) {
	switch {
	case !stands:
		u.Removed++
	case now.rank.compare(t.rank) < 0:
		u.Restored++
	default:
		u.Kept++
	}
}

// is says whether what is held is the version that stands.
func (h *held) is(now standing) bool {
	return h != nil && h.content == now.content && h.sourceVersion == now.sourceVersion && h.importID == now.by
}

// touched reads the next records that the import told of.
func (s *settler) touched(ctx context.Context, after string) ([]touch, error) {
	rows, err := s.ledger.ch.Insert.Query(ctx, query("touched"), clickhouse.Named("source", s.ledger.source), clickhouse.Named("after", after),
		clickhouse.Named("import", s.ledger.importID.String()), clickhouse.Named("limit", fmt.Sprint(settleRows)))
	if err != nil {
		return nil, fmt.Errorf("look up what an import told: %w", err)
	}
	defer rows.Close()
	var list []touch
	for rows.Next() {
		var t touch
		if err := rows.Scan(&t.number, &t.rank.sourceVersion, &t.rank.recorded, &t.rank.line, &t.days); err != nil {
			return nil, fmt.Errorf("look up what an import told: %w", err)
		}
		list = append(list, t)
	}
	return list, rows.Err()
}

// standing reads the versions that stand, by number.
func (s *settler) standing(ctx context.Context, numbers []string) (map[string]standing, error) {
	rows, err := s.ledger.ch.Insert.Query(ctx, query("standing"), clickhouse.Named("source", s.ledger.source), clickhouse.Named("numbers", numbers),
		clickhouse.Named("undone", s.undone))
	if err != nil {
		return nil, fmt.Errorf("look up what stands: %w", err)
	}
	defer rows.Close()
	stand := make(map[string]standing, len(numbers))
	for rows.Next() {
		v := &version{}
		now := standing{version: v}
		var number, content, payload string
		if err := rows.Scan(&number, &v.sourceVersion, &now.rank.recorded, &now.rank.line, &content, &now.by, &payload, &v.day, &v.due); err != nil {
			return nil, fmt.Errorf("look up what stands: %w", err)
		}
		if err := json.Unmarshal([]byte(payload), &v.record); err != nil {
			return nil, fmt.Errorf("read the version of %s that stands: %w", number, err)
		}
		copy(v.content[:], content)
		v.line, v.payload, now.rank.sourceVersion = int64(now.rank.line), []byte(payload), v.sourceVersion
		if v.day.Unix() <= 0 {
			v.day, v.due = civilDay(v.Received.In(s.location)), v.Due
		}
		stand[number] = now
	}
	return stand, rows.Err()
}
