-- Who made a link at the desk.
-- +goose Up
ALTER TABLE survey_links ADD COLUMN actor TEXT NOT NULL DEFAULT ''; -- id of the user, empty: a program or an older link
