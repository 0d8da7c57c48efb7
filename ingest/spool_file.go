package ingest

import (
	"database/sql"
	_ "embed"
	"net/url"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

var (
	//go:embed spool_schema.sql
	spoolSchema string
	//go:embed spool_upgrade_1.sql
	spoolUpgrade1 string
	//go:embed spool_upgrade_2.sql
	spoolUpgrade2 string
	//go:embed spool_upgrade_3.sql
	spoolUpgrade3 string
)

func (s *Spool) open(path string) error {
	// FULL makes every commit of the write-ahead log an fsync: only then may a door say "accepted".
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"
	var err error
	if s.write, err = sql.Open("sqlite", dsn); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	if err = migrateSpool(s.write); err != nil {
		return err
	}
	if s.hot, err = prepareStatements(s.write); err != nil {
		return err
	}
	if s.course, err = readCourse(s.write); err != nil {
		return err
	}
	if s.read, err = sql.Open("sqlite", dsn+"&_pragma=query_only(1)"); err != nil {
		return err
	}
	s.read.SetMaxOpenConns(2)
	if err = s.waiting.count(s.read); err != nil {
		return err
	}
	if s.waiting.all() > 0 {
		s.signal()
	}
	return nil
}

// migrateSpool creates the tables, or brings those of an older program up to date, in one transaction.
func migrateSpool(db *sql.DB) error {
	var version, tables int
	err := db.QueryRow("SELECT user_version, (SELECT count(*) FROM sqlite_schema WHERE name = 'remembered') FROM pragma_user_version").
		Scan(&version, &tables)
	if err != nil {
		return err
	}
	upgrades := []string{spoolUpgrade1, spoolUpgrade2, spoolUpgrade3}
	var steps []string
	switch {
	case version >= 3:
		return nil
	case version > 0:
		steps = upgrades[version:]
	case tables > 0:
		steps = upgrades
	}
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, step := range append(steps, spoolSchema) {
		if _, err := tx.Exec(step); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// course is how far the spool has come.
type course struct {
	hour    int64 // hours run so far
	seq     int64 // the last place in the queue that was given
	opening bool  // the file does not know yet that it was opened
}

// seqsOfOpening are the places in the queue that one opening may give. So none is ever used twice, though the file is told only once,
// with the first item of an opening: an empty queue says nothing about what it held.
const seqsOfOpening = 1 << 40

func readCourse(db *sql.DB) (course, error) {
	c := course{opening: true}
	var openings int64
	err := db.QueryRow("SELECT hours, openings FROM age").Scan(&c.hour, &openings)
	c.seq = (openings + 1) * seqsOfOpening
	return c, err
}
