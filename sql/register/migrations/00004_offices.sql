-- The places where citizens are served. A row is never deleted: facts carry its id for ever.
-- +goose Up
CREATE TABLE offices
(
    id    TEXT NOT NULL PRIMARY KEY, -- short ASCII name
    names TEXT NOT NULL              -- JSON: language -> name
);
