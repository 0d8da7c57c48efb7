-- The year of receipt, within which an incoming number is given once.
-- +goose Up
ALTER TABLE cases ADD COLUMN incoming_year BIGINT NOT NULL DEFAULT 0;
