-- Which files belong to a case?
-- +goose Up
CREATE INDEX attachments_by_case ON attachments (number, version);
