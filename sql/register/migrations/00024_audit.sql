-- The audit trail: every reading of personal data and every change of consequence. Rows are only ever added.
-- +goose Up
CREATE TABLE audit
(
    seq     BIGINT NOT NULL PRIMARY KEY,
    moment  BIGINT NOT NULL, -- milliseconds since 1970 UTC
    actor   TEXT   NOT NULL, -- id of the user; empty: nobody logged in
    action  TEXT   NOT NULL, -- such as login, case.contact.read
    subject TEXT   NOT NULL, -- what it was done to: a case's number, a user's id
    details TEXT   NOT NULL  -- JSON; never personal data
);
