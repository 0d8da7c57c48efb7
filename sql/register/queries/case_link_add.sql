-- A link to follow a case; making the same one again changes nothing.
INSERT INTO case_links (hash, number, made)
VALUES ($1, $2, $3)
ON CONFLICT (hash) DO NOTHING
