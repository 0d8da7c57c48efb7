-- The import goes from one state to another, unless somebody else was first.
UPDATE imports
SET state = $3
WHERE id = $1 AND state = $2
