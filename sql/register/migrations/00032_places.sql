-- Places with a public link: a counter or a service whose QR code anybody may scan. The code stands on posters; it is no secret, but
-- nobody can count from one to the next.
-- +goose Up
CREATE TABLE places
(
    id         TEXT    NOT NULL PRIMARY KEY, -- short ASCII name; no kiosk has the same
    code       TEXT    NOT NULL UNIQUE,      -- of the address /q/code
    names      TEXT    NOT NULL,             -- JSON: name by language
    office     TEXT    NOT NULL,
    department TEXT    NOT NULL,
    service    TEXT    NOT NULL,
    question   TEXT    NOT NULL,
    active     BOOLEAN NOT NULL,
    screen     TEXT    NOT NULL,             -- as in kiosks
    version    BIGINT  NOT NULL
);
