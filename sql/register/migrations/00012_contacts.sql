-- Who sent a case and how to reach them, encrypted under the case's contact key. An anonymous case has no row.
-- +goose Up
CREATE TABLE contacts
(
    number TEXT  NOT NULL PRIMARY KEY REFERENCES cases (number),
    body   BYTEA NOT NULL -- JSON of name and contact, encrypted
);
