-- Which cases did the owner of this address send?
-- +goose Up
CREATE INDEX contacts_by_email ON contacts (email_mark);
