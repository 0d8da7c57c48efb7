-- The imports of files of service records: who, which file, how it went. Moments are milliseconds since 1970 UTC.
-- +goose Up
CREATE TABLE imports
(
    id        TEXT   NOT NULL PRIMARY KEY, -- UUID
    profile   TEXT   NOT NULL,
    file      TEXT   NOT NULL,             -- name of the file as it was given
    sha256    TEXT   NOT NULL,             -- of the file's bytes, hexadecimal
    size      BIGINT NOT NULL,             -- bytes
    actor     TEXT   NOT NULL,
    state     TEXT   NOT NULL,             -- running, done, failed
    started   BIGINT NOT NULL,
    finished  BIGINT,
    rows_read BIGINT NOT NULL,
    added     BIGINT NOT NULL,
    replaced  BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    older     BIGINT NOT NULL,
    rejected  BIGINT NOT NULL,
    failure   TEXT   NOT NULL              -- code of the fault that ended it, empty: none
);
