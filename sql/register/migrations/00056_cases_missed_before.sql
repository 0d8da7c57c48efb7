-- The case was reopened after an answer that came too late: a later answer in time does not undo that.
-- +goose Up
ALTER TABLE cases ADD COLUMN missed_before BOOLEAN NOT NULL DEFAULT FALSE;
