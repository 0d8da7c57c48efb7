-- How far is the taking back of this import?
UPDATE import_undos
SET finished = $2, last_number = $3, removed = $4, restored = $5, kept = $6
WHERE import_id = $1
