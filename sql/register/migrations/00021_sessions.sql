-- Who is logged in. Only the SHA-256 of the cookie's token is kept, so a copy of this table opens no door. Moments are
-- milliseconds since 1970 UTC.
-- +goose Up
CREATE TABLE sessions
(
    token_hash TEXT   NOT NULL PRIMARY KEY, -- SHA-256, hexadecimal
    user_id    TEXT   NOT NULL REFERENCES users (id),
    csrf       TEXT   NOT NULL,             -- secret that every form of the session repeats
    created    BIGINT NOT NULL,
    seen       BIGINT NOT NULL,             -- last use, exact to a minute
    expires    BIGINT NOT NULL              -- the end whatever happens
);
