-- An import tells of something; what was noted of it first stays.
INSERT INTO import_items (import_id, item, line, made, stand, fate)
VALUES ($1, $2, $3, $4, $5, '')
ON CONFLICT (import_id, item) DO NOTHING
