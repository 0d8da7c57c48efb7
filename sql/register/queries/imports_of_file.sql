-- Which imports were of this file?
SELECT id, profile, file, sha256, size, actor, state, started, finished,
       rows_read, added, replaced, unchanged, older, rejected, failure
FROM imports
WHERE sha256 = $1
