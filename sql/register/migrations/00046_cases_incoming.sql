-- The office's own incoming number of a case, as it is written on the paper.
-- +goose Up
ALTER TABLE cases ADD COLUMN incoming TEXT NOT NULL DEFAULT '';
