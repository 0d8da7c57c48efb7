-- Everything that ever arrived about a service request, append-only. The key makes a repeated delivery of the same line collapse.
-- +goose Up
CREATE TABLE IF NOT EXISTS record_versions
(
    source         LowCardinality(String) COMMENT 'the system that sends: profile id',
    number         String,
    source_version Int64                  COMMENT 'the profile''s version column in microseconds since 1970 UTC; without one, the order of import',
    content        FixedString(32)        COMMENT 'SHA-256 of the payload',
    import_id      UUID,
    line           UInt64                 COMMENT 'line of the file, the header is line 1',
    recorded_at    DateTime64(6, 'UTC'),
    verdict        LowCardinality(String) COMMENT 'new, replaced, older',
    payload        String                 COMMENT 'the canonical fields as JSON'
)
ENGINE = ReplacingMergeTree(recorded_at)
PARTITION BY toYear(recorded_at)
ORDER BY (source, number, source_version, content, import_id)
SETTINGS non_replicated_deduplication_window = 1000;
