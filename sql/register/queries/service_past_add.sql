-- What was a service before it changed?
INSERT INTO service_past (service, seq, replaced, actor, body)
SELECT $1, COALESCE(MAX(seq), 0) + 1, $2, $3, $4
FROM service_past
WHERE service = $1
