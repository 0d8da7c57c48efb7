-- Another program tells of something that an import told of.
INSERT INTO import_items (import_id, item, line, made, stand, fate)
SELECT '', $1, 0, FALSE, '', ''
WHERE EXISTS (SELECT 1 FROM import_items WHERE item = $1)
ON CONFLICT (import_id, item) DO NOTHING
