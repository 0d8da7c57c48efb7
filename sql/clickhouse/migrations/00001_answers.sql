-- One row is one answer to one question. A response (response_id) may answer several questions.
-- The key carries the whole safety against doubling: the same answer delivered twice collapses, however late the repeat comes.
-- +goose Up
CREATE TABLE IF NOT EXISTS answers
(
    day         Date                     COMMENT 'civil day of the moment in the municipality''s time zone',
    response_id UUID                     COMMENT 'made by the page that asked',
    question    LowCardinality(String)   COMMENT 'question id of the charter file',
    version     UInt64                   COMMENT 'the greatest wins; a later one may change only counted and reason',
    moment      DateTime64(3, 'UTC')     COMMENT 'when the person answered, by the page''s clock',
    received    DateTime64(3, 'UTC')     COMMENT 'when the server accepted it',
    hour        UInt8                    COMMENT 'civil hour of the moment',
    score       UInt8                    COMMENT '1 to 5, 5 is best',
    office      LowCardinality(String),
    service     LowCardinality(String),
    department  LowCardinality(String),
    channel     LowCardinality(String),
    kiosk       LowCardinality(String),
    language    LowCardinality(String),
    order_speed LowCardinality(String),
    record      String                   COMMENT 'number of the linked service record, empty if none',
    counted     Bool,
    reason      LowCardinality(String)   COMMENT 'why it is not counted: burst, closed, spam; empty when counted'
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (day, question, response_id)
SETTINGS non_replicated_deduplication_window = 1000;
