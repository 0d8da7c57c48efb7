-- Since when the clock of a case stands still, in milliseconds since 1970 UTC; NULL: it runs.
-- +goose Up
ALTER TABLE cases ADD COLUMN paused BIGINT;
