-- Which links were made before a moment, the newest first?
SELECT response_id, service, department, office, order_speed, record, made, expires, used, actor
FROM survey_links
WHERE made < $1
ORDER BY made DESC, response_id
LIMIT $2
