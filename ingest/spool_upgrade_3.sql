-- From the third form of the file (user_version 2) to the fourth, which finds what to forget by going through everything from time to
-- time, and not by an index that every tap would have to pay for.
DROP INDEX IF EXISTS remembered_hour;
