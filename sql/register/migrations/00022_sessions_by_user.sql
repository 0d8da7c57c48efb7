-- A change of password ends all sessions of the user.
-- +goose Up
CREATE INDEX sessions_by_user ON sessions (user_id);
