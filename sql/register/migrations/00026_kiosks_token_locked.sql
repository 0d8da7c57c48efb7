-- A kiosk's token is kept in two forms: kiosks.token holds from now on its SHA-256, by which an address is found, and this column the
-- token itself, locked under the master key, so that a copy of this file alone opens no kiosk. The program turns older rows, which
-- still hold the bare token and nothing here, into this form when it opens the register.
-- +goose Up
ALTER TABLE kiosks ADD COLUMN token_locked TEXT NOT NULL DEFAULT '';
