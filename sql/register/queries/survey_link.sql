-- What is a link for, and was it used?
SELECT response_id, service, department, office, order_speed, record, expires, used
FROM survey_links
WHERE hash = $1
