-- The current state of each service request. A correction that moves the month received writes a tombstone in the old month,
-- so that FINAL within one partition is right.
-- +goose Up
CREATE TABLE IF NOT EXISTS records
(
    source            LowCardinality(String),
    number            String,
    version           UInt64                 COMMENT 'order in which the loader decided; the greatest wins',
    is_deleted        UInt8,
    source_version    Int64                  COMMENT 'as in record_versions',
    content           FixedString(32),
    import_id         UUID,
    service           LowCardinality(String),
    department        LowCardinality(String),
    office            LowCardinality(String),
    channel           LowCardinality(String),
    order_speed       LowCardinality(String) COMMENT 'ordinary, fast, express or empty',
    received          DateTime64(3, 'UTC'),
    received_day      Date                   COMMENT 'civil day of receipt',
    due               Nullable(DateTime64(3, 'UTC')) COMMENT 'the item''s own deadline; NULL: it has none',
    finished          Nullable(DateTime64(3, 'UTC')) COMMENT 'closing moment whatever the outcome; NULL: no closing date',
    outcome           LowCardinality(String) COMMENT 'open, pending, completed, withdrawn, forwarded',
    paused_days       UInt16,
    other_institution Bool,
    anonymous         Bool
)
ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY toYYYYMM(received_day)
ORDER BY (source, number)
SETTINGS non_replicated_deduplication_window = 1000;
