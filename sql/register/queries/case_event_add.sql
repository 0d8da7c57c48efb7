-- One more thing was done with a case.
INSERT INTO case_events (number, version, kind, actor, moment, recorded, details, words)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
