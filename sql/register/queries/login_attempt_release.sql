-- A counted failure was none: the address gets it back, and the wait ($3) that it brought. Below the free tries ($2) nothing has
-- to be waited for.
UPDATE login_attempts
SET failures = failures - 1,
    blocked_until = CASE WHEN failures - 1 < $2 OR blocked_until = $3 THEN 0 ELSE blocked_until END
WHERE subject = $1 AND failures > 0
