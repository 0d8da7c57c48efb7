-- The incoming number in the form in which numbers are compared.
-- +goose Up
ALTER TABLE cases ADD COLUMN incoming_key TEXT NOT NULL DEFAULT '';
