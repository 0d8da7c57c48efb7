-- Which consultations were held on this day, the latest first? An empty department is no filter; of each the last version counts.
SELECT id, version, moment, topic, service, department, office, channel, minutes, dropped, actor
FROM consultations c
WHERE day = $1
  AND version = (SELECT MAX(version) FROM consultations v WHERE v.id = c.id)
  AND NOT dropped
  AND ($2 = '' OR department = $2)
ORDER BY moment DESC, id
