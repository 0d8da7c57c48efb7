-- A file that belongs to nothing yet.
INSERT INTO attachments (id, stored, media_type, size, owner, number, version, wrapped, meta)
VALUES ($1, $2, $3, $4, 'nothing', NULL, 0, $5, $6)
