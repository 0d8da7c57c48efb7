-- Which cases did the owner of an address send, the newest first?
SELECT c.number
FROM contacts p
JOIN cases c ON c.number = p.number
WHERE p.email_mark = $1
ORDER BY c.received DESC
LIMIT $2
