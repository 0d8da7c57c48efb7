-- What becomes of something that an import which is taken back told of?
UPDATE import_items
SET fate = $3
WHERE import_id = $1 AND item = $2
