-- What was a service before each of its changes, the latest first?
SELECT replaced, actor, body
FROM service_past
WHERE service = $1
ORDER BY seq DESC
