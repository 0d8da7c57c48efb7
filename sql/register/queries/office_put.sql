-- An office, new or renamed.
INSERT INTO offices (id, names) VALUES ($1, $2)
ON CONFLICT (id) DO UPDATE SET names = excluded.names
