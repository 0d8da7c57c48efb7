-- What a waiting fact is: case_fact, consultation.
-- +goose Up
ALTER TABLE outbox ADD COLUMN kind TEXT NOT NULL DEFAULT 'case_fact';
