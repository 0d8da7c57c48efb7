-- Letters by e-mail that wait to be sent, and those that could not be. What is in them is not kept: a notice says no more than that
-- something happened, and to whom it goes is looked up when it is sent.
-- +goose Up
CREATE TABLE notices
(
    id         BIGINT NOT NULL PRIMARY KEY,
    kind       TEXT   NOT NULL,               -- state: something happened to a case; lost: somebody asks for their links
    number     TEXT REFERENCES cases (number), -- of a state notice
    email_mark TEXT   NOT NULL,               -- of a lost notice, forgotten when it is done
    language   TEXT   NOT NULL,
    made       BIGINT NOT NULL,               -- milliseconds since 1970 UTC
    due        BIGINT NOT NULL,               -- not to be tried before
    tries      BIGINT NOT NULL,
    state      TEXT   NOT NULL,               -- waiting, sent, failed
    reason     TEXT   NOT NULL                -- why the last try failed, a code
);
