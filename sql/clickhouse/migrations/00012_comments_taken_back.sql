-- A corrected answer may have lost its comment, or stand on another day with it.
-- +goose Up
ALTER TABLE comments COMMENT COLUMN text 'masked; empty: a correction of the answer took it back or put it elsewhere';
