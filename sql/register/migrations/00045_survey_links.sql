-- One-time links by which somebody who was served says how it was. The secret itself is nowhere: only its hash is kept. The id of the
-- answer is made with the link, so that a link can give one answer at most.
-- +goose Up
CREATE TABLE survey_links
(
    hash        TEXT   NOT NULL PRIMARY KEY, -- SHA-256 of the link's secret, hexadecimal
    response_id TEXT   NOT NULL UNIQUE,      -- UUID
    service     TEXT   NOT NULL,
    department  TEXT   NOT NULL,
    office      TEXT   NOT NULL,
    order_speed TEXT   NOT NULL,
    record      TEXT   NOT NULL,             -- number of the service request, empty: none
    made        BIGINT NOT NULL,             -- milliseconds since 1970 UTC
    expires     BIGINT NOT NULL,
    used        BIGINT                       -- NULL: not yet
);
