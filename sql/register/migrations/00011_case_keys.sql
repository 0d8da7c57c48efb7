-- The keys of personal data, each wrapped by the master key. Destroying a row makes what it locked unreadable for ever, also in
-- every older copy of the other tables.
-- +goose Up
CREATE TABLE case_keys
(
    number  TEXT  NOT NULL REFERENCES cases (number),
    subject TEXT  NOT NULL, -- text, contact
    wrapped BYTEA NOT NULL,
    PRIMARY KEY (number, subject)
);
