-- Civil days by which ended pauses have stopped the clock of a case since it last began to run.
-- +goose Up
ALTER TABLE cases ADD COLUMN paused_days BIGINT NOT NULL DEFAULT 0;
