-- What was set aside ($1) and said to be from no person waits again.
UPDATE set_aside_marks
SET dismissed = NULL, dismissed_by = ''
WHERE number = $1 AND dismissed IS NOT NULL
