-- Whom a case waits for while its clock stands still: citizen, institution; empty: it runs.
-- +goose Up
ALTER TABLE cases ADD COLUMN paused_for TEXT NOT NULL DEFAULT '';
