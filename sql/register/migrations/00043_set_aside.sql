-- What came by a form and looks as if a program had sent it: kept whole and locked until an officer has looked at it. It has a number,
-- which becomes the case's when it is restored. What belongs into the sealed register is never set aside.
-- +goose Up
CREATE TABLE set_aside
(
    number        TEXT   NOT NULL PRIMARY KEY, -- from the same random numbers as cases
    submission_id TEXT   NOT NULL UNIQUE,      -- UUID made by the page that sent it
    received      BIGINT NOT NULL,             -- milliseconds since 1970 UTC
    kind          TEXT   NOT NULL,
    reason        TEXT   NOT NULL,             -- trap, haste, rate, repeat
    deadline      BIGINT,                      -- as told to the sender; NULL: none
    link_hash     TEXT   NOT NULL,             -- of the link the case will have
    wrapped       BYTEA  NOT NULL,             -- the key of the body, wrapped by the master key
    body          BYTEA  NOT NULL              -- JSON of the submission, encrypted
);
