-- What was done about a sealed case. Everything about it, what and when and by whom too, is in the encrypted body.
-- +goose Up
CREATE TABLE sealed_events
(
    number  TEXT   NOT NULL REFERENCES sealed_cases (number),
    version BIGINT NOT NULL, -- 1 is the first thing that was done
    body    BYTEA  NOT NULL, -- JSON, encrypted under the key of the case
    PRIMARY KEY (number, version)
);
