-- Consultations by phone or at a desk: topic and minutes, nothing about who asked. A correction is a new version; the greatest holds.
-- +goose Up
CREATE TABLE consultations
(
    id         TEXT    NOT NULL, -- UUID made by the page, so that a double click is one consultation
    version    BIGINT  NOT NULL, -- 1 is the first writing down
    moment     BIGINT  NOT NULL, -- when it was held, milliseconds since 1970 UTC
    day        TEXT    NOT NULL, -- civil day of the moment
    topic      TEXT    NOT NULL,
    service    TEXT    NOT NULL, -- empty: none in particular
    department TEXT    NOT NULL,
    office     TEXT    NOT NULL,
    channel    TEXT    NOT NULL, -- phone, counter
    minutes    BIGINT  NOT NULL,
    dropped    BOOLEAN NOT NULL, -- it was a slip: there was no such consultation
    actor      TEXT    NOT NULL, -- id of the user who wrote this version
    recorded   BIGINT  NOT NULL,
    PRIMARY KEY (id, version)
);
