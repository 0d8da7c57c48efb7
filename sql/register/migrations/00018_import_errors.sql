-- The rows an import refused, with the reason as code and parameters; it is worded when shown.
-- +goose Up
CREATE TABLE import_errors
(
    import_id   TEXT   NOT NULL REFERENCES imports (id),
    seq         BIGINT NOT NULL, -- order in which they were found
    line        BIGINT NOT NULL, -- of the file; the header is line 1
    column_name TEXT   NOT NULL,
    value       TEXT   NOT NULL,
    code        TEXT   NOT NULL,
    params      TEXT   NOT NULL, -- JSON
    PRIMARY KEY (import_id, seq)
);
