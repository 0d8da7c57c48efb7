-- Id of the user who took the address back.
-- +goose Up
ALTER TABLE kiosks ADD COLUMN revoked_by TEXT NOT NULL DEFAULT '';
