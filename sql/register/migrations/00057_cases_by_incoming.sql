-- An incoming number is given once a year.
-- +goose Up
CREATE UNIQUE INDEX cases_by_incoming ON cases (incoming_year, incoming_key) WHERE incoming_key <> '';
