-- Links are listed from the newest.
-- +goose Up
CREATE INDEX survey_links_by_made ON survey_links (made, response_id);
