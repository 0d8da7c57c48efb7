-- Who opened which sealed case and when. It is apart from the audit trail, because that one is read by more people.
-- +goose Up
CREATE TABLE sealed_reads
(
    number TEXT   NOT NULL REFERENCES sealed_cases (number),
    seq    BIGINT NOT NULL, -- 1 is the first reading of this case
    actor  TEXT   NOT NULL,
    moment BIGINT NOT NULL, -- milliseconds since 1970 UTC
    PRIMARY KEY (number, seq)
);
