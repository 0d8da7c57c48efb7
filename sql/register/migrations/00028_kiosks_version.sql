-- Grows with every change that a person makes, so that two people at one kiosk notice each other.
-- +goose Up
ALTER TABLE kiosks ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
