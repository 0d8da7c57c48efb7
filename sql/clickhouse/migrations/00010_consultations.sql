-- A consultation by phone or at a desk: a new version for every correction, nothing about who asked.
-- +goose Up
CREATE TABLE IF NOT EXISTS consultations
(
    id         UUID,
    version    UInt64                 COMMENT 'the greatest wins',
    day        Date                   COMMENT 'civil day on which it was first written down: a correction never moves it',
    moment     DateTime64(3, 'UTC'),
    topic      LowCardinality(String) COMMENT 'id of the charter file',
    service    LowCardinality(String),
    department LowCardinality(String),
    office     LowCardinality(String),
    channel    LowCardinality(String) COMMENT 'phone, counter',
    minutes    UInt16,
    dropped    Bool                   COMMENT 'it was a slip and does not count'
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (day, id)
SETTINGS non_replicated_deduplication_window = 1000;
