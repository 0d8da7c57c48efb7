-- Which imports are not at their end: cut off, given up half-way, or not yet taken back? The oldest first.
SELECT id, profile, file, sha256, size, actor, state, started, finished,
       rows_read, added, replaced, unchanged, older, rejected, failure
FROM imports
WHERE state IN ('running', 'stalled', 'undoing', 'cancelling')
ORDER BY started, id
