-- The directorates and departments that answer for services and cases. A row is never deleted: facts carry its id for ever.
-- +goose Up
CREATE TABLE departments
(
    id    TEXT NOT NULL PRIMARY KEY, -- short ASCII name
    names TEXT NOT NULL              -- JSON: language -> name
);
