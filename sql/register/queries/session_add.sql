-- A new session, just used.
INSERT INTO sessions (token_hash, user_id, csrf, created, seen, expires)
VALUES ($1, $2, $3, $4, $4, $5)
