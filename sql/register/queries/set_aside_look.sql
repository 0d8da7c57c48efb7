-- A user ($3) looked at what was set aside ($1) at $2. The first look counts.
INSERT INTO set_aside_marks (number, looked, looked_by)
VALUES ($1, $2, $3)
ON CONFLICT (number) DO UPDATE
SET looked = excluded.looked, looked_by = excluded.looked_by
WHERE set_aside_marks.looked IS NULL
