-- How many were set aside, by day and reason, and how many of them were restored: the numbers stay when the rows go.
-- +goose Up
CREATE TABLE set_aside_counts
(
    day      TEXT   NOT NULL, -- civil day of receipt
    reason   TEXT   NOT NULL,
    aside    BIGINT NOT NULL,
    restored BIGINT NOT NULL,
    PRIMARY KEY (day, reason)
);
