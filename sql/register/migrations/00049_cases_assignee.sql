-- Who in the office works on a case: id of the user, empty: nobody yet.
-- +goose Up
ALTER TABLE cases ADD COLUMN assignee TEXT NOT NULL DEFAULT '';
