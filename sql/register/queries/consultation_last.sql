-- How does this consultation stand?
SELECT id, version, moment, topic, service, department, office, channel, minutes, dropped, actor
FROM consultations
WHERE id = $1
ORDER BY version DESC
LIMIT 1
