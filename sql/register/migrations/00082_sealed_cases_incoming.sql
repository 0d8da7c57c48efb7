-- By what the incoming number of a case that was sealed is known again, so that no other case gets it: keyed, with its year; empty: it
-- had none, or it came sealed.
-- +goose Up
ALTER TABLE sealed_cases ADD COLUMN incoming_mark TEXT NOT NULL DEFAULT '';
