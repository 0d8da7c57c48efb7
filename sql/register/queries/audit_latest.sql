-- What was done last?
SELECT seq, moment, actor, action, subject, details
FROM audit
ORDER BY seq DESC
LIMIT $1
