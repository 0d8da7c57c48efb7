-- Numbers that only grow: the order of the outbox, the version of the catalogue. Raising one locks its row until the commit, so
-- the numbers appear in the order of the commits and a reader who asks for "after n" misses none, on either database.
-- +goose Up
CREATE TABLE counters
(
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
