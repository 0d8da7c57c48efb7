-- What officers are preparing: the next version of the forms, by which nobody is asked yet. The house has one, and its row stays when
-- the draft is published or dropped, so that its revision never means two things.
-- +goose Up
CREATE TABLE definition_drafts
(
    house    BIGINT NOT NULL PRIMARY KEY, -- 1: there is one
    revision BIGINT NOT NULL,             -- grows with everything that is done to it
    base     BIGINT NOT NULL,             -- version of the definition that it was begun from
    touched  BIGINT NOT NULL,             -- milliseconds since 1970 UTC
    actor    TEXT   NOT NULL,             -- id of the user who changed it last
    body     TEXT   NOT NULL              -- JSON, empty: nothing is being prepared
);
