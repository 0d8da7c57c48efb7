CREATE TABLE IF NOT EXISTS waiting (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    kind    TEXT    NOT NULL,
    id      TEXT    NOT NULL,
    at      INTEGER NOT NULL, -- accepted, microseconds since 1970 UTC
    payload BLOB    NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS waiting_kind ON waiting (kind, seq);

-- What was accepted before. content is empty where the id alone decides.
CREATE TABLE IF NOT EXISTS remembered (
    kind    TEXT    NOT NULL,
    id      TEXT    NOT NULL,
    content BLOB    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (kind, id, content)
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS remembered_at ON remembered (at);

-- What ClickHouse refused for its content, kept with the reason.
CREATE TABLE IF NOT EXISTS rejected (
    n           INTEGER PRIMARY KEY AUTOINCREMENT,
    kind        TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    payload     BLOB    NOT NULL,
    reason      TEXT    NOT NULL,
    rejected_at INTEGER NOT NULL
) STRICT;
