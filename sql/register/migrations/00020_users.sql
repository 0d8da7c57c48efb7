-- The people who work with the program. Citizens have no account. Moments are milliseconds since 1970 UTC.
-- +goose Up
CREATE TABLE users
(
    id         TEXT    NOT NULL PRIMARY KEY, -- UUID
    login      TEXT    NOT NULL UNIQUE,      -- in small letters
    name       TEXT    NOT NULL,
    role       TEXT    NOT NULL,             -- viewer, officer, clerk, integrity, admin
    department TEXT    NOT NULL,             -- of a clerk; empty: all
    password   TEXT    NOT NULL,             -- argon2id in the PHC form
    active     BOOLEAN NOT NULL,
    created    BIGINT  NOT NULL,
    changed    BIGINT  NOT NULL              -- when the password was last set
);
