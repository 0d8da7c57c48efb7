-- The list of a day.
-- +goose Up
CREATE INDEX consultations_by_day ON consultations (day, id);
