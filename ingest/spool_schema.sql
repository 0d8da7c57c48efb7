-- The queue: what is accepted and not yet delivered, of every kind in the order of acceptance. The row lies in its index, so that a
-- tap is written once.
CREATE TABLE IF NOT EXISTS waiting (
    kind    TEXT    NOT NULL,
    seq     INTEGER NOT NULL, -- grows over all kinds and is never used twice, see age.openings
    id      TEXT    NOT NULL,
    at      INTEGER NOT NULL, -- accepted, microseconds since 1970 UTC
    payload BLOB    NOT NULL,
    PRIMARY KEY (kind, seq)
) STRICT, WITHOUT ROWID;

-- How many hours the program has run with this spool: the clock of what is remembered, which nobody can set. And how often it has
-- opened it to accept something: the upper bits of seq.
CREATE TABLE IF NOT EXISTS age (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    hours    INTEGER NOT NULL,
    openings INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT OR IGNORE INTO age (one, hours) VALUES (1, 0);

-- What was accepted before. content is empty where the id alone decides.
CREATE TABLE IF NOT EXISTS remembered (
    kind    TEXT    NOT NULL,
    id      TEXT    NOT NULL,
    content BLOB    NOT NULL,
    hour    INTEGER NOT NULL,           -- of age
    seq     INTEGER NOT NULL DEFAULT 0, -- in the queue; 0: accepted by a program that did not keep it
    PRIMARY KEY (kind, id, content)
) STRICT, WITHOUT ROWID;

-- What ClickHouse refused for its content, kept with the reason.
CREATE TABLE IF NOT EXISTS rejected (
    n            INTEGER PRIMARY KEY AUTOINCREMENT,
    kind         TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    at           INTEGER NOT NULL,
    payload      BLOB    NOT NULL,
    reason       TEXT    NOT NULL,
    rejected_at  INTEGER NOT NULL,
    dismissed    TEXT    NOT NULL DEFAULT '', -- why nobody waits for it any more; empty while it is open
    dismissed_at INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX IF NOT EXISTS rejected_id ON rejected (kind, id);

PRAGMA user_version = 3;
