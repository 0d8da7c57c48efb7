-- An import begins.
INSERT INTO imports (id, profile, file, sha256, size, actor, state, started, finished,
                     rows_read, added, replaced, unchanged, older, rejected, failure)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
