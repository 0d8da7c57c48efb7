-- What a service was before each change: names, unit, validity, terms and prices, until the moment of the change.
-- +goose Up
CREATE TABLE service_past
(
    service  TEXT   NOT NULL REFERENCES services (id),
    seq      BIGINT NOT NULL, -- 1 is the first state
    replaced BIGINT NOT NULL, -- moment, milliseconds since 1970 UTC
    actor    TEXT   NOT NULL, -- id of the user who changed it, empty: not known
    body     TEXT   NOT NULL, -- JSON of the service as it was
    PRIMARY KEY (service, seq)
);
