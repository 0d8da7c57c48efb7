-- How many of what was set aside since $1 were said to be from no person, by reason?
SELECT s.reason, COUNT(*)
FROM set_aside s
JOIN set_aside_marks m ON m.number = s.number
WHERE s.received >= $1
  AND m.dismissed IS NOT NULL
GROUP BY s.reason
ORDER BY s.reason
