-- What is known of the cases that other registers send: which version came last. Sealed cases never come here.
-- +goose Up
CREATE TABLE sent_cases
(
    submission_id TEXT   NOT NULL PRIMARY KEY, -- UUID made from the sender's source and number
    version       BIGINT NOT NULL,             -- the sender's; the greatest wins
    mark          TEXT   NOT NULL,             -- keyed hash of what was sent, by which a repeat is known
    facts         TEXT   NOT NULL              -- JSON of its kind, category, places, channel and day, as they were sent; no person's words
);
