-- How much of what was set aside before $1 has nobody looked at, and when did the oldest of it come? 0: there is none.
SELECT COUNT(*), COALESCE(MIN(s.received), 0)
FROM set_aside s
LEFT JOIN set_aside_marks m ON m.number = s.number
WHERE s.erased IS NULL
  AND s.received < $1
  AND m.looked IS NULL
  AND m.dismissed IS NULL
