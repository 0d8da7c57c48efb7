-- What an import of answers, cases or services told of, so that it can be taken back. No person's words.
-- +goose Up
CREATE TABLE import_items
(
    import_id TEXT    NOT NULL, -- of imports; empty: another program has told of it too, in its own way
    item      TEXT    NOT NULL, -- UUID of an answer or of a case's submission, id of a service
    line      BIGINT  NOT NULL, -- of the file
    made      BOOLEAN NOT NULL, -- the import made or changed it, and that stands; else it only said what was known
    stand     TEXT    NOT NULL, -- of a case its version, of a service JSON of what it was and what it became
    fate      TEXT    NOT NULL, -- of an import that was taken back: removed, restored, kept; empty: it stands
    PRIMARY KEY (import_id, item)
);
