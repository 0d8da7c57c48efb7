-- From the first form of the file (user_version 0), which remembered by the machine's clock, to the second.
DROP INDEX remembered_at;

ALTER TABLE remembered RENAME COLUMN at TO hour;

-- Whatever the clock said, all of it counts as just accepted.
UPDATE remembered SET hour = 0;

ALTER TABLE rejected ADD COLUMN dismissed TEXT NOT NULL DEFAULT '';

ALTER TABLE rejected ADD COLUMN dismissed_at INTEGER NOT NULL DEFAULT 0;

CREATE TABLE age (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    hours INTEGER NOT NULL
) STRICT;

INSERT INTO age (one, hours) VALUES (1, 0);
