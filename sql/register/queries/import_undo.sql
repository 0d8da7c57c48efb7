-- Was this import taken back, and what came of it?
SELECT actor, started, finished, last_number, removed, restored, kept
FROM import_undos
WHERE import_id = $1
