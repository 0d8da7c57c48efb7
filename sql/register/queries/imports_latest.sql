-- What was imported last?
SELECT id, profile, file, sha256, size, actor, state, started, finished,
       rows_read, added, replaced, unchanged, older, rejected, failure
FROM imports
ORDER BY started DESC, id DESC
LIMIT $1
