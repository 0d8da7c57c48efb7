-- A row was refused.
INSERT INTO import_errors (import_id, seq, line, column_name, value, code, params)
VALUES ($1, $2, $3, $4, $5, $6, $7)
