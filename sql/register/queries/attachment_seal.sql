-- A file that belongs to nothing yet ($1) goes into the sealed register, which alone knows its key and whose it is.
UPDATE attachments
SET owner = 'sealed', wrapped = NULL, meta = NULL, media_type = '', size = 0, stored = 0
WHERE id = $1 AND owner = 'nothing' AND wrapped IS NOT NULL
