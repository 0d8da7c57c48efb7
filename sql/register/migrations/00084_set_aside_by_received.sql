-- What was set aside is listed from the newest and from the oldest, page by page.
-- +goose Up
CREATE INDEX set_aside_by_received ON set_aside (received, number DESC);
