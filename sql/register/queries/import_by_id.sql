-- What came of this import?
SELECT id, profile, file, sha256, size, actor, state, started, finished,
       rows_read, added, replaced, unchanged, older, rejected, failure
FROM imports
WHERE id = $1
