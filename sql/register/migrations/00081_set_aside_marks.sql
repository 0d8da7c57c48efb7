-- What officers did with what was set aside, beside restoring it: who looked at it first, and who said that it is no message from a
-- person. Either may be missing; every deed is in the audit trail too. The row goes when it is restored, and stays when it is erased.
-- +goose Up
CREATE TABLE set_aside_marks
(
    number       TEXT   NOT NULL PRIMARY KEY, -- of set_aside
    looked       BIGINT,                      -- milliseconds since 1970 UTC; NULL: nobody looked at it
    looked_by    TEXT   NOT NULL DEFAULT '',  -- id of the user
    dismissed    BIGINT,                      -- when it was said that it is no message from a person; NULL: it was not, or no longer is
    dismissed_by TEXT   NOT NULL DEFAULT ''
);
