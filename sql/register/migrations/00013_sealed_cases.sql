-- Suspicions of corruption and whistle-blowers' reports. Everything about them is in the encrypted body, the kind and category
-- too; nothing of them stands in any other table but sealed_reads.
-- +goose Up
CREATE TABLE sealed_cases
(
    number        TEXT   NOT NULL PRIMARY KEY, -- from the same random numbers as cases
    submission_id TEXT   NOT NULL UNIQUE,      -- UUID made by the page that sent it: the same one twice is one case
    received      BIGINT NOT NULL,             -- milliseconds since 1970 UTC
    wrapped       BYTEA  NOT NULL,             -- the key of the body, wrapped by the master key
    body          BYTEA  NOT NULL              -- JSON of the submission, encrypted
);
