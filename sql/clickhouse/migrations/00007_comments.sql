-- What people wrote beside an answer, with everything personal masked. The whole text is in the register alone.
-- +goose Up
CREATE TABLE IF NOT EXISTS comments
(
    day         Date                   COMMENT 'civil day of the moment in the municipality''s time zone',
    response_id UUID                   COMMENT 'of the answer that the comment belongs to',
    version     UInt64                 COMMENT 'the greatest wins',
    moment      DateTime64(3, 'UTC')   COMMENT 'when the person answered',
    received    DateTime64(3, 'UTC')   COMMENT 'when the server accepted it',
    question    LowCardinality(String) COMMENT 'the question that was answered',
    score       UInt8                  COMMENT 'of the answer, 1 to 5',
    text        String                 COMMENT 'masked',
    masked      Array(LowCardinality(String)) COMMENT 'what kinds of personal data were masked',
    insult      Bool                   COMMENT 'the text holds an insult or an obscenity',
    office      LowCardinality(String),
    service     LowCardinality(String),
    department  LowCardinality(String),
    channel     LowCardinality(String),
    kiosk       LowCardinality(String),
    language    LowCardinality(String)
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (day, response_id)
SETTINGS non_replicated_deduplication_window = 1000;
