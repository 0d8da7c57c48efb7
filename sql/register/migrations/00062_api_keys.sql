-- The keys with which other programs come in. Only a hash of the secret is kept; the prefix tells people and the program which
-- key it is. A key is never deleted, because the audit trail and the receipts name it. Moments are milliseconds since 1970 UTC.
-- +goose Up
CREATE TABLE api_keys
(
    id         TEXT   NOT NULL PRIMARY KEY, -- UUID
    name       TEXT   NOT NULL,             -- what the key is for, for people
    prefix     TEXT   NOT NULL UNIQUE,      -- the part of the key that may be shown
    hash       TEXT   NOT NULL,             -- SHA-256 of the whole key, hexadecimal
    scopes     TEXT   NOT NULL,             -- such as records:write reports:read, separated by spaces
    created    BIGINT NOT NULL,
    created_by TEXT   NOT NULL,             -- id of the user
    last_used  BIGINT,                      -- to the minute; NULL: never
    revoked    BIGINT,                      -- NULL: in force
    revoked_by TEXT   NOT NULL              -- id of the user, empty: in force
);
