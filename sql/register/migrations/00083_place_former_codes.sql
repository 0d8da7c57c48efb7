-- The codes that places had before: what waits on a phone when its place gets another code is still known for that place's.
-- +goose Up
CREATE TABLE place_former_codes
(
    code     TEXT   NOT NULL PRIMARY KEY,
    place    TEXT   NOT NULL,
    ended_at BIGINT NOT NULL -- milliseconds since 1970 UTC
);
