-- A link for one answer.
INSERT INTO survey_links (hash, response_id, service, department, office, order_speed, record, made, expires, actor, used)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL)
