-- From the second form of the file (user_version 1), whose queue lay in the order of acceptance with an index by kind, to the third.
ALTER TABLE waiting RENAME TO waited;

CREATE TABLE waiting (
    kind    TEXT    NOT NULL,
    seq     INTEGER NOT NULL,
    id      TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    payload BLOB    NOT NULL,
    PRIMARY KEY (kind, seq)
) STRICT, WITHOUT ROWID;

INSERT INTO waiting (kind, seq, id, at, payload) SELECT kind, seq, id, at, payload FROM waited;

DROP TABLE waited;

ALTER TABLE age ADD COLUMN openings INTEGER NOT NULL DEFAULT 0;

ALTER TABLE remembered ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
