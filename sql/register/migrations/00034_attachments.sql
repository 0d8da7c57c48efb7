-- Files that came with a case. The content lies encrypted in the folder "attachments" of the data folder, under the file's id;
-- here are its wrapped key and, encrypted too, its name and the hash of its content. Without the key the content is unreadable.
-- +goose Up
CREATE TABLE attachments
(
    id         TEXT   NOT NULL PRIMARY KEY, -- 130 random bits; who knows the id of a file that belongs to nothing yet may attach it
    stored     BIGINT NOT NULL,             -- milliseconds since 1970 UTC
    media_type TEXT   NOT NULL,             -- by the content, empty: told by the sealed case it belongs to
    size       BIGINT NOT NULL,             -- bytes
    owner      TEXT   NOT NULL,             -- nothing, case, sealed
    number     TEXT REFERENCES cases (number),
    version    BIGINT NOT NULL,             -- the event of the case it came with, 0: none
    wrapped    BYTEA,                       -- the key, wrapped by the master key; NULL: destroyed, or held by a sealed case
    meta       BYTEA                        -- JSON of name and hash, encrypted
);
