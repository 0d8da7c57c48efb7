-- A department, new or renamed.
INSERT INTO departments (id, names) VALUES ($1, $2)
ON CONFLICT (id) DO UPDATE SET names = excluded.names
