-- What the citizen says of the answer: solved, not_solved; empty: nothing yet.
-- +goose Up
ALTER TABLE cases ADD COLUMN verdict TEXT NOT NULL DEFAULT '';
