-- The enrolled kiosks. The token is the secret part of the kiosk's address; a new token makes the old address worthless.
-- +goose Up
CREATE TABLE kiosks
(
    id         TEXT    NOT NULL PRIMARY KEY, -- short ASCII name
    token      TEXT    NOT NULL UNIQUE,      -- 130 random bits or more
    name       TEXT    NOT NULL,
    office     TEXT    NOT NULL,
    department TEXT    NOT NULL,
    service    TEXT    NOT NULL,
    question   TEXT    NOT NULL,
    active     BOOLEAN NOT NULL
);
