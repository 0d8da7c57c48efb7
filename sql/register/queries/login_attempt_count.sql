-- One more failure of a login or an address, unless a wait is on: then no row comes back.
INSERT INTO login_attempts (subject, failures, last_failure, blocked_until)
VALUES ($1, 1, $2, 0)
ON CONFLICT (subject) DO UPDATE
SET failures = login_attempts.failures + 1, last_failure = $2
WHERE login_attempts.blocked_until <= $2
RETURNING failures
