-- The office's own list of insults and obscenities, one row a version; the newest holds. Without a row the program's own list does.
-- +goose Up
CREATE TABLE insult_lists
(
    version BIGINT NOT NULL PRIMARY KEY,
    saved   BIGINT NOT NULL, -- milliseconds since 1970 UTC
    actor   TEXT   NOT NULL, -- id of the user
    body    TEXT   NOT NULL  -- empty: the program's own list again
);
