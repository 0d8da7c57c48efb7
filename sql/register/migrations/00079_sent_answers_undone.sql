-- An answer whose import was taken back is as good as unknown: whatever version of it comes next stands.
-- +goose Up
ALTER TABLE sent_answers ADD COLUMN undone BOOLEAN NOT NULL DEFAULT FALSE;
