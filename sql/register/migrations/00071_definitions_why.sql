-- What a version of the forms was made for, in the words of who published it.
-- +goose Up
ALTER TABLE definitions ADD COLUMN why TEXT NOT NULL DEFAULT '';
