-- How files of other systems are read, as people have told it on the page. Nothing is changed: what is told anew is a new version.
-- +goose Up
CREATE TABLE import_profiles
(
    id      TEXT   NOT NULL, -- also the source of the records
    version BIGINT NOT NULL, -- 1 and up; the greatest is in force
    name    TEXT   NOT NULL,
    body    TEXT   NOT NULL, -- YAML, as the profiles that ship with the program
    actor   TEXT   NOT NULL,
    saved   BIGINT NOT NULL, -- milliseconds since 1970 UTC
    PRIMARY KEY (id, version)
);
