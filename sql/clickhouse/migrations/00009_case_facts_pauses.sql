-- What pauses, reopening and the citizen's own verdict add to a case.
-- +goose Up
ALTER TABLE case_facts
    ADD COLUMN IF NOT EXISTS paused        Nullable(DateTime64(3, 'UTC')) COMMENT 'since when the clock stands still; NULL: it runs',
    ADD COLUMN IF NOT EXISTS paused_days   UInt16                         COMMENT 'civil days of ended pauses, by which the deadline was moved',
    ADD COLUMN IF NOT EXISTS verdict       LowCardinality(String)         COMMENT 'what the citizen says of the answer: solved, not_solved or empty',
    ADD COLUMN IF NOT EXISTS missed_before Bool                           COMMENT 'reopened after an answer that came too late';
