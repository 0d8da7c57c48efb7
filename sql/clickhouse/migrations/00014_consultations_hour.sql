-- At which hour of the day people ask for advice.
-- +goose Up
ALTER TABLE consultations ADD COLUMN IF NOT EXISTS
    hour Nullable(UInt8) COMMENT 'civil hour of the moment; NULL: it was not kept when the row was written';
