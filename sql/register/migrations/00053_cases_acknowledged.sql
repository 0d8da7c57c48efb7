-- When the receipt notice was sent, which is never an answer; milliseconds since 1970 UTC.
-- +goose Up
ALTER TABLE cases ADD COLUMN acknowledged BIGINT;
