-- A file that belongs to nothing yet ($1) came with an event of a case.
UPDATE attachments
SET owner = 'case', number = $2, version = $3
WHERE id = $1 AND owner = 'nothing' AND wrapped IS NOT NULL
