-- Whether the person wishes to be told by e-mail when the state of the case changes.
-- +goose Up
ALTER TABLE contacts ADD COLUMN notify BOOLEAN NOT NULL DEFAULT FALSE;
