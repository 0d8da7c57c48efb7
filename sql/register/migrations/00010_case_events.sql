-- What was done with a case, by whom and when: every command is an event, and no event is ever changed or deleted. The words of an
-- answer, reason or note are encrypted under the key of the case's text, because they may name people.
-- +goose Up
CREATE TABLE case_events
(
    number   TEXT   NOT NULL REFERENCES cases (number),
    version  BIGINT NOT NULL, -- 1 is the submission
    kind     TEXT   NOT NULL, -- submitted, triaged, extended, answered, closed, erased
    actor    TEXT   NOT NULL, -- id of the user, empty: the citizen
    moment   BIGINT NOT NULL, -- when it was done, milliseconds since 1970 UTC
    recorded BIGINT NOT NULL, -- when the register heard of it
    details  TEXT   NOT NULL, -- JSON: outcome, ground, until, late, danger; never a person's words
    words    BYTEA,           -- encrypted
    PRIMARY KEY (number, version)
);
