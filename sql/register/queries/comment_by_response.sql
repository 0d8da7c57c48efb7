-- What did this response say in free text?
SELECT language, office, service, department, channel, moment, wrapped, body
FROM comments
WHERE response_id = $1
