-- One more consultation, or a new version of one.
INSERT INTO consultations (id, version, moment, day, topic, service, department, office, channel, minutes, dropped, actor, recorded)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
