-- The secret links by which citizens follow their cases. The secret itself is nowhere: only its hash is kept. A sealed case has none.
-- +goose Up
CREATE TABLE case_links
(
    hash   TEXT   NOT NULL PRIMARY KEY, -- SHA-256 of the link's secret, hexadecimal
    number TEXT   NOT NULL REFERENCES cases (number),
    made   BIGINT NOT NULL              -- milliseconds since 1970 UTC
);
