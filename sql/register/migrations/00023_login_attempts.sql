-- Failed logins, to slow guessing down. The key is a hash: what people type into the login field by mistake may be a password.
-- +goose Up
CREATE TABLE login_attempts
(
    subject       TEXT   NOT NULL PRIMARY KEY, -- SHA-256 of the login or of the remote address, hexadecimal
    failures      BIGINT NOT NULL,
    last_failure  BIGINT NOT NULL,             -- milliseconds since 1970 UTC
    blocked_until BIGINT NOT NULL              -- milliseconds since 1970 UTC
);
