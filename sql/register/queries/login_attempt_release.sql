-- A counted failure was none: the address gets it back. Below the free tries ($2) nothing has to be waited for.
UPDATE login_attempts
SET failures = failures - 1,
    blocked_until = CASE WHEN failures - 1 < $2 THEN 0 ELSE blocked_until END
WHERE subject = $1 AND failures > 0
