-- Single facts the installation remembers about itself, by key: whether the demo town was filled, the check of the master key.
-- +goose Up
CREATE TABLE settings
(
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
