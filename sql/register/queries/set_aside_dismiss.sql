-- A user ($3) says at $2 that what was set aside ($1) is no message from a person.
INSERT INTO set_aside_marks (number, dismissed, dismissed_by)
VALUES ($1, $2, $3)
ON CONFLICT (number) DO UPDATE
SET dismissed = excluded.dismissed, dismissed_by = excluded.dismissed_by
WHERE set_aside_marks.dismissed IS NULL
