-- A file that belongs to nothing yet ($1) waits with what was set aside ($2 = 'aside'), or no longer does ($2 = 'nothing').
UPDATE attachments
SET owner = $2
WHERE id = $1 AND owner IN ('nothing', 'aside') AND wrapped IS NOT NULL
