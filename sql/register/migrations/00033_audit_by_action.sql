-- Pages that show what was decided of one kind ask the audit trail by action.
-- +goose Up
CREATE INDEX audit_by_action ON audit (action, seq);
