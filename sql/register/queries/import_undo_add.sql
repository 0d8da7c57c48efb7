-- An import begins to be taken back.
INSERT INTO import_undos (import_id, actor, started, last_number, removed, restored, kept)
VALUES ($1, $2, $3, '', 0, 0, 0)
ON CONFLICT (import_id) DO NOTHING
