-- What was done last of one kind?
SELECT seq, moment, actor, action, subject, details
FROM audit
WHERE action = $1
ORDER BY seq DESC
LIMIT $2
