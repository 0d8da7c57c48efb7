-- The administrative services. The id is the number in the national register of services; a service that an import met under an
-- unknown name has an id that begins with "x-" until somebody maps it.
-- +goose Up
CREATE TABLE services
(
    id         TEXT    NOT NULL PRIMARY KEY,
    names      TEXT    NOT NULL, -- JSON: language -> name
    department TEXT    NOT NULL, -- empty: not known yet
    unmapped   BOOLEAN NOT NULL,
    valid_from TEXT    NOT NULL, -- civil date, empty: since ever
    valid_to   TEXT    NOT NULL  -- last civil date, empty: still offered
);
