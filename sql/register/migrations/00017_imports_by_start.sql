-- The list of imports shows the latest first.
-- +goose Up
CREATE INDEX imports_by_start ON imports (started);
