-- Which notices are due, and which could not be sent?
-- +goose Up
CREATE INDEX notices_by_state ON notices (state, due);
