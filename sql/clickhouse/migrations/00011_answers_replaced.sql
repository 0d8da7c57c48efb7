-- A corrected answer may move to another day or answer other questions. Its former rows stay, and say that they were replaced.
-- +goose Up
ALTER TABLE answers
    COMMENT COLUMN version 'the greatest wins; a later one says whether the answer counts, or corrects it',
    COMMENT COLUMN reason 'why it is not counted: burst, closed, spam, officer; replaced: a correction put other rows in its place; empty when counted';
