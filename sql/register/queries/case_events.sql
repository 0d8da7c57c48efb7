-- What was done with a case, in order?
SELECT version, kind, actor, moment, recorded, details, words IS NOT NULL
FROM case_events
WHERE number = $1
ORDER BY version
