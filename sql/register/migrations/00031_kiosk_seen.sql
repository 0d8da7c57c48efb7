-- When a kiosk was last heard of, and how wrong its clock was. Written by the kiosks themselves, therefore apart from what people
-- decide about them.
-- +goose Up
CREATE TABLE kiosk_seen
(
    kiosk   TEXT   NOT NULL PRIMARY KEY,
    seen_at BIGINT NOT NULL, -- milliseconds since 1970 UTC
    skew    BIGINT,          -- milliseconds by which the kiosk's clock is fast; negative: slow; missing: never told
    skew_at BIGINT           -- when that was measured
);
