-- Which event gave the case this version?
SELECT version, kind, actor, moment, recorded, details, words IS NOT NULL
FROM case_events
WHERE number = $1 AND version = $2
