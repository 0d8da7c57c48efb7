-- What the office asks citizens and in which words, one row a version: forms with their fields, categories, questions, reasons.
-- Versions are never changed; what was answered names the version it answered.
-- +goose Up
CREATE TABLE definitions
(
    version   BIGINT NOT NULL PRIMARY KEY,
    published BIGINT NOT NULL, -- milliseconds since 1970 UTC
    actor     TEXT   NOT NULL, -- id of the user, empty: taken from the charter file
    body      TEXT   NOT NULL  -- JSON
);
