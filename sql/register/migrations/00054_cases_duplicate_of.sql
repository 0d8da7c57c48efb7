-- Number of the case that a duplicate repeats, empty: it repeats none.
-- +goose Up
ALTER TABLE cases ADD COLUMN duplicate_of TEXT NOT NULL DEFAULT '';
