-- By what a case is found when its sender asks for a lost link: a keyed hash of the e-mail address, empty without one. Nobody can
-- tell the address from it, nor try addresses without the master key.
-- +goose Up
ALTER TABLE contacts ADD COLUMN email_mark TEXT NOT NULL DEFAULT '';
