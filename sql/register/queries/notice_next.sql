-- Which notice is to be sent next?
SELECT id, kind, COALESCE(number, ''), email_mark, language, made, tries
FROM notices
WHERE state = 'waiting' AND due <= $1
ORDER BY due, id
LIMIT 1
