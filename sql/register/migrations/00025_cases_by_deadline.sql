-- The daily question of a clerk: what is open, and what is due first.
-- +goose Up
CREATE INDEX cases_by_deadline ON cases (closed, deadline);
