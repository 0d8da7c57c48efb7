-- What the screen offers: languages, second step, services, hours, burst rule. JSON, written and read whole.
-- +goose Up
ALTER TABLE kiosks ADD COLUMN screen TEXT NOT NULL DEFAULT '{}';
