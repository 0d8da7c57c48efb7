-- Names a service had before, so that an old file still finds it.
-- +goose Up
CREATE TABLE service_names
(
    service  TEXT   NOT NULL REFERENCES services (id),
    name     TEXT   NOT NULL,
    given_up BIGINT NOT NULL, -- moment, milliseconds since 1970 UTC
    PRIMARY KEY (service, name)
);
