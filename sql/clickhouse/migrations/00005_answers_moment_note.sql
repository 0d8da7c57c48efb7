-- Whether the moment of an answer is the one its page claimed, and if not, why not.
-- +goose Up
ALTER TABLE answers ADD COLUMN IF NOT EXISTS
    moment_note LowCardinality(String) COMMENT 'empty: the page''s own moment; shifted: set right by what the page''s clock was wrong by; missing, too_old, too_early: the server''s moment';
