-- The same as set_aside_older, but what comes before the row ($4, $5), the oldest first?
SELECT s.number, s.received, s.kind, s.reason, s.deadline, m.looked, m.dismissed, COALESCE(m.dismissed_by, '')
FROM set_aside s
LEFT JOIN set_aside_marks m ON m.number = s.number
WHERE s.erased IS NULL
  AND ($1 = '' OR s.reason = $1)
  AND (m.dismissed IS NOT NULL) = ($2 = 'dismissed')
  AND ($2 <> 'unseen' OR (m.looked IS NULL AND s.received < $3))
  AND s.received >= $4
  AND (s.received > $4 OR s.number < $5)
ORDER BY s.received, s.number DESC
LIMIT $6
