-- A case of the register without identity: a new version for every event. Sealed cases never come here.
-- +goose Up
CREATE TABLE IF NOT EXISTS case_facts
(
    case_id        UUID                   COMMENT 'of the fact, not the citizen''s number',
    version        UInt64                 COMMENT 'number of the event within the case; the greatest wins',
    kind           LowCardinality(String) COMMENT 'complaint, signal, proposal, praise, enquiry',
    category       LowCardinality(String),
    office         LowCardinality(String),
    service        LowCardinality(String),
    department     LowCardinality(String),
    channel        LowCardinality(String),
    anonymous      Bool,
    concerns_staff Bool,
    received       DateTime64(3, 'UTC'),
    received_day   Date,
    deadline       Nullable(DateTime64(3, 'UTC')) COMMENT 'in force now, extensions included',
    first_deadline Nullable(DateTime64(3, 'UTC')) COMMENT 'before any extension',
    legal_deadline Nullable(DateTime64(3, 'UTC')) COMMENT 'by the code, kept beside the charter''s',
    extensions     UInt8,
    late_extension Bool                   COMMENT 'an extension was sent after the deadline then in force',
    answered       Nullable(DateTime64(3, 'UTC')) COMMENT 'written answer; a receipt notice is none',
    closed         Nullable(DateTime64(3, 'UTC')),
    outcome        LowCardinality(String) COMMENT 'upheld, partly, not_upheld, withdrawn, duplicate, forwarded, not_examined; empty while open',
    ground         LowCardinality(String) COMMENT 'of not examining: anonymous, insulting, protected_data, older_than_two_years',
    reopenings     UInt8
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(received_day)
ORDER BY (received_day, case_id)
SETTINGS non_replicated_deduplication_window = 1000;
