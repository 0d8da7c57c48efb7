-- When the kiosk's address was taken back, in milliseconds since 1970 UTC; missing: it was not.
-- +goose Up
ALTER TABLE kiosks ADD COLUMN revoked_at BIGINT;
