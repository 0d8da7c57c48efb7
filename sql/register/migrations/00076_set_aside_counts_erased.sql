-- How many of what was set aside on a day were erased, because nobody restored them in time.
-- +goose Up
ALTER TABLE set_aside_counts ADD COLUMN erased BIGINT NOT NULL DEFAULT 0;
