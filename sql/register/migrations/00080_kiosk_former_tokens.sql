-- The addresses that kiosks had before: what waits on a screen when its address changes is still known for its kiosk's.
-- +goose Up
CREATE TABLE kiosk_former_tokens
(
    token    TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of the token
    kiosk    TEXT    NOT NULL,
    ended_at BIGINT  NOT NULL,             -- milliseconds since 1970 UTC
    revoked  BOOLEAN NOT NULL              -- it was taken back, as of a tablet that is lost, before the kiosk got another one
);
