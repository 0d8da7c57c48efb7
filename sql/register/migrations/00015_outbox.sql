-- Facts about cases on their way to the analytical store: written in the transaction of the command, deleted when delivered. No
-- identity, no citizen's number, no sealed case.
-- +goose Up
CREATE TABLE outbox
(
    seq  BIGINT NOT NULL PRIMARY KEY,
    fact TEXT   NOT NULL -- JSON of the case fact
);
