-- By which version of the office's forms was asked, so that an answer is never read under words that came later.
-- +goose Up
ALTER TABLE answers ADD COLUMN IF NOT EXISTS
    form_version UInt32 COMMENT 'version of the definition in the register; 0: not known';
