-- Free comments of survey answers, whole and therefore encrypted, each under a key of its own. The analytical store never sees
-- them unmasked.
-- +goose Up
CREATE TABLE comments
(
    response_id TEXT   NOT NULL PRIMARY KEY, -- UUID of the response
    language    TEXT   NOT NULL,
    office      TEXT   NOT NULL,
    service     TEXT   NOT NULL,
    department  TEXT   NOT NULL,
    channel     TEXT   NOT NULL,
    moment      BIGINT NOT NULL,             -- milliseconds since 1970 UTC
    wrapped     BYTEA  NOT NULL,             -- the key of the body, wrapped by the master key
    body        BYTEA  NOT NULL              -- the comment, encrypted
);
