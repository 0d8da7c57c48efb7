-- When the words were erased because nobody restored them in time. The row stays, so that its number is never given again and its
-- link can say what became of it.
-- +goose Up
ALTER TABLE set_aside ADD COLUMN erased BIGINT; -- milliseconds since 1970 UTC; NULL: not erased
