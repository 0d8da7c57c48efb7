-- Which notices could not be sent, the newest first?
SELECT id, kind, COALESCE(number, ''), language, made, tries, reason
FROM notices
WHERE state = 'failed'
ORDER BY made DESC, id DESC
LIMIT 200
