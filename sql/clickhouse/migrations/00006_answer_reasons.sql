-- Why people answered as they did: one row is one reason that a person chose beside an answer.
-- +goose Up
CREATE TABLE IF NOT EXISTS answer_reasons
(
    day         Date                   COMMENT 'civil day of the moment in the municipality''s time zone',
    response_id UUID                   COMMENT 'of the answer that the reason belongs to',
    reason      LowCardinality(String) COMMENT 'reason id of the charter file',
    version     UInt64                 COMMENT 'the greatest wins',
    moment      DateTime64(3, 'UTC')   COMMENT 'when the person answered',
    received    DateTime64(3, 'UTC')   COMMENT 'when the server accepted it',
    hour        UInt8                  COMMENT 'civil hour of the moment',
    question    LowCardinality(String) COMMENT 'the question that was answered',
    score       UInt8                  COMMENT 'of the answer, 1 to 5',
    office      LowCardinality(String),
    service     LowCardinality(String),
    department  LowCardinality(String),
    channel     LowCardinality(String),
    kiosk       LowCardinality(String),
    language    LowCardinality(String)
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (day, reason, response_id)
SETTINGS non_replicated_deduplication_window = 1000;
