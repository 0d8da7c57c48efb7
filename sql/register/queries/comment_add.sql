-- A comment, unless the response already has one.
INSERT INTO comments (response_id, language, office, service, department, channel, moment, wrapped, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (response_id) DO NOTHING
