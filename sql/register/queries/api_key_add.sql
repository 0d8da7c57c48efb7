-- Which programs may come in? Adds a key.
INSERT INTO api_keys (id, name, prefix, hash, scopes, created, created_by, revoked_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, '')
