-- The imports that were taken back, whole: by whom, how far that is, and what became of the records. Moments as in imports.
-- +goose Up
CREATE TABLE import_undos
(
    import_id   TEXT   NOT NULL PRIMARY KEY REFERENCES imports (id),
    actor       TEXT   NOT NULL,
    started     BIGINT NOT NULL,
    finished    BIGINT,
    last_number TEXT   NOT NULL, -- of the records, in their order: those up to it are done
    removed     BIGINT NOT NULL, -- records that are gone: nothing else told of them
    restored    BIGINT NOT NULL, -- records that are again what they were before
    kept        BIGINT NOT NULL  -- records that something later has changed, or confirmed, since
);
