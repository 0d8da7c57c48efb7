-- How far has the import come?
UPDATE imports
SET state = $2, finished = $3, rows_read = $4, added = $5, replaced = $6, unchanged = $7, older = $8, rejected = $9, failure = $10
WHERE id = $1
