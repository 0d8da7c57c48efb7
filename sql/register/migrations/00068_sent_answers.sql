-- What is known of the answers that other programs send: which version came last, and under which days and questions it and the
-- versions before it stand in the figures, so that a later version can take their place.
-- +goose Up
CREATE TABLE sent_answers
(
    response_id TEXT   NOT NULL PRIMARY KEY, -- UUID made from the sender's source and number
    version     BIGINT NOT NULL,             -- the sender's; the greatest wins
    mark        TEXT   NOT NULL,             -- keyed hash of what was sent, by which a repeat is known
    revision    BIGINT NOT NULL,             -- version of its rows in the figures; 0: as it first came
    places      TEXT   NOT NULL              -- JSON: the days and questions of every version, the days of every comment
);
