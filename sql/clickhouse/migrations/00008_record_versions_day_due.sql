-- What follows from a version besides its payload, kept so that an undone import can bring the version back as it was: the civil
-- day of receipt in the source's zone, and the deadline that was in force.
-- +goose Up
ALTER TABLE record_versions
    ADD COLUMN IF NOT EXISTS received_day Date COMMENT 'as in records; 1970-01-01 in versions from before this column',
    ADD COLUMN IF NOT EXISTS due Nullable(DateTime64(3, 'UTC')) COMMENT 'as in records',
    MODIFY COMMENT 'Everything that ever arrived about a service request; a verdict unchanged says that another import brought it too';
