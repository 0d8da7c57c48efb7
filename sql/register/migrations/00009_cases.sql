-- The case register: complaints, signals, proposals, praise and enquiries with their clocks. It holds no identity and no readable
-- text: who wrote is in contacts, the text is encrypted under a key of its own in case_keys. The version is the number of the
-- last event; every command raises it. Moments are milliseconds since 1970 UTC.
-- +goose Up
CREATE TABLE cases
(
    number         TEXT    NOT NULL PRIMARY KEY, -- eight random digits and a check digit, as printed: 4821-7735-6
    fact_id        TEXT    NOT NULL UNIQUE,      -- UUID under which the case is known to the figures, unrelated to the number
    submission_id  TEXT    NOT NULL UNIQUE,      -- UUID made by the page that sent it: the same one twice is one case
    version        BIGINT  NOT NULL,
    kind           TEXT    NOT NULL,
    category       TEXT    NOT NULL,
    office         TEXT    NOT NULL,
    service        TEXT    NOT NULL,
    department     TEXT    NOT NULL,
    channel        TEXT    NOT NULL,
    language       TEXT    NOT NULL,
    anonymous      BOOLEAN NOT NULL,
    concerns_staff BOOLEAN NOT NULL,
    incident_on    TEXT    NOT NULL,             -- civil date, empty: not told
    received       BIGINT  NOT NULL,
    deadline       BIGINT,                       -- in force now, extensions included; NULL: no clock runs
    first_deadline BIGINT,                       -- before any extension
    legal_deadline BIGINT,                       -- by the code, where the charter is stricter
    extensions     BIGINT  NOT NULL,
    late_extension BOOLEAN NOT NULL,
    triaged        BIGINT,                       -- an anonymous case was looked at for danger to health or security
    danger         BOOLEAN NOT NULL,
    answered       BIGINT,                       -- written answer
    closed         BIGINT,                       -- NULL: open
    outcome        TEXT    NOT NULL,
    ground         TEXT    NOT NULL,
    reopenings     BIGINT  NOT NULL,
    body           BYTEA   NOT NULL              -- the citizen's text, encrypted
);
