package ingest

import (
	"bytes"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// insert is one insert with its token; a repeat of it is the same rows in the same order under the same token.
type insert struct {
	statement string
	token     string
	columns   []any // a slice each, in the order of the statement
}

const insertVersions = `INSERT INTO record_versions (source, number, source_version, content, import_id, line, recorded_at,
	verdict, payload, received_day, due)`

// versionColumns are rows of what arrived, column by column: a table takes them so with a fraction of the work.
type versionColumns struct {
	source, number, verdict []string
	sourceVersion           []int64
	content, payload        [][]byte
	importID                []uuid.UUID
	line                    []uint64
	recordedAt, day         []time.Time
	due                     []*time.Time
	token                   *token
}

func (l *ledger) newVersions(at time.Time, room int) *versionColumns {
	return &versionColumns{
		source: make([]string, 0, room), number: make([]string, 0, room), verdict: make([]string, 0, room),
		sourceVersion: make([]int64, 0, room), content: make([][]byte, 0, room), payload: make([][]byte, 0, room),
		importID: make([]uuid.UUID, 0, room), line: make([]uint64, 0, room), recordedAt: make([]time.Time, 0, room),
		day: make([]time.Time, 0, room), due: make([]*time.Time, 0, room), token: l.newToken(insertVersions, at),
	}
}

// add puts down that a version arrived.
func (c *versionColumns) add(l *ledger, j judged, at time.Time) {
	c.source, c.number, c.sourceVersion = append(c.source, l.source), append(c.number, j.Number), append(c.sourceVersion, j.sourceVersion)
	c.content, c.importID, c.line = append(c.content, j.content[:]), append(c.importID, l.importID), append(c.line, uint64(j.line))
	c.recordedAt, c.verdict, c.payload = append(c.recordedAt, at), append(c.verdict, j.verdict), append(c.payload, j.payload)
	c.day, c.due = append(c.day, j.day), append(c.due, j.due)
	c.token.add(j.Number, strconv.FormatInt(j.sourceVersion, 10), string(j.content[:]))
}

// insert gives the insert, if there is anything to put down.
func (c *versionColumns) insert() []insert {
	if len(c.number) == 0 {
		return nil
	}
	return []insert{{insertVersions, c.token.String(), []any{
		c.source, c.number, c.sourceVersion, c.content, c.importID, c.line, c.recordedAt, c.verdict, c.payload, c.day, c.due,
	}}}
}

const insertRecords = `INSERT INTO records (source, number, version, is_deleted, source_version, content, import_id, service,
	department, office, channel, order_speed, received, received_day, due, finished, outcome, paused_days, other_institution,
	anonymous)`

// recordColumns are rows of what is held from now on, or no longer, column by column.
type recordColumns struct {
	source, number, service, department, office, channel, orderSpeed, outcome []string
	order                                                                     []uint64
	deleted                                                                   []uint8
	sourceVersion                                                             []int64
	content                                                                   [][]byte
	importID                                                                  []uuid.UUID
	received, day                                                             []time.Time
	due, finished                                                             []*time.Time
	pausedDays                                                                []uint16
	otherInstitution, anonymous                                               []bool
	token                                                                     *token
}

func (l *ledger) newRecords(at time.Time, room int) *recordColumns {
	return &recordColumns{
		source: make([]string, 0, room), number: make([]string, 0, room), service: make([]string, 0, room),
		department: make([]string, 0, room), office: make([]string, 0, room), channel: make([]string, 0, room),
		orderSpeed: make([]string, 0, room), outcome: make([]string, 0, room), order: make([]uint64, 0, room),
		deleted: make([]uint8, 0, room), sourceVersion: make([]int64, 0, room), content: make([][]byte, 0, room),
		importID: make([]uuid.UUID, 0, room), received: make([]time.Time, 0, room), day: make([]time.Time, 0, room),
		due: make([]*time.Time, 0, room), finished: make([]*time.Time, 0, room), pausedDays: make([]uint16, 0, room),
		otherInstitution: make([]bool, 0, room), anonymous: make([]bool, 0, room), token: l.newToken(insertRecords, at),
	}
}

// holds puts down what is held of a record from now on, and which import told it.
func (c *recordColumns) holds(l *ledger, v *version, by uuid.UUID, order uint64) {
	c.add(l, v, by, order, 0)
}

// gone takes a record out of the month in which it is held.
func (c *recordColumns) gone(l *ledger, number string, cur *held, order uint64) {
	v := &version{record: record{Number: number, Received: cur.day}, sourceVersion: cur.sourceVersion, content: cur.content, day: cur.day}
	c.add(l, v, l.importID, order, 1)
}

func (c *recordColumns) add(l *ledger, v *version, by uuid.UUID, order uint64, deleted uint8) {
	c.source, c.number, c.order, c.deleted = append(c.source, l.source), append(c.number, v.Number), append(c.order, order), append(c.deleted, deleted)
	// A copy, for the columns stay longer than the versions: a slice of one would hold all of it, and its payload.
	c.content = append(c.content, bytes.Clone(v.content[:]))
	c.sourceVersion, c.importID = append(c.sourceVersion, v.sourceVersion), append(c.importID, by)
	c.service, c.department, c.office = append(c.service, v.Service), append(c.department, v.Department), append(c.office, v.Office)
	c.channel, c.orderSpeed, c.outcome = append(c.channel, v.Channel), append(c.orderSpeed, v.OrderSpeed), append(c.outcome, v.Outcome)
	c.received, c.day = append(c.received, v.Received), append(c.day, v.day)
	c.due, c.finished = append(c.due, v.due), append(c.finished, v.Finished)
	c.pausedDays = append(c.pausedDays, uint16(v.PausedDays))
	c.otherInstitution, c.anonymous = append(c.otherInstitution, v.OtherInstitution), append(c.anonymous, v.Anonymous)
	c.token.add(v.Number, strconv.FormatUint(order, 10), strconv.Itoa(int(deleted)))
}

// insert gives the insert, if there is anything to put down.
func (c *recordColumns) insert() []insert {
	if len(c.number) == 0 {
		return nil
	}
	return []insert{{insertRecords, c.token.String(), []any{
		c.source, c.number, c.order, c.deleted, c.sourceVersion, c.content, c.importID, c.service, c.department, c.office, c.channel,
		c.orderSpeed, c.received, c.day, c.due, c.finished, c.outcome, c.pausedDays, c.otherInstitution, c.anonymous,
	}}}
}

// newToken begins the token of an insert. It is made of what tells the rows apart (number, and version of the source or of the
// loader), and of the moment, which tells one attempt after a crash from another.
func (l *ledger) newToken(statement string, at time.Time) *token {
	t := newToken(statement)
	t.add(l.importID.String(), strconv.FormatInt(at.UnixNano(), 10))
	return t
}
