-- What was set aside, for the reason $1 (empty: any), and waits ($2 = 'waiting'), waits unseen since before $3 ('unseen') or was said to
-- be from no person ('dismissed'): what comes after the row ($4, $5), the newest first?
SELECT s.number, s.received, s.kind, s.reason, s.deadline, m.looked, m.dismissed, COALESCE(m.dismissed_by, '')
FROM set_aside s
LEFT JOIN set_aside_marks m ON m.number = s.number
WHERE s.erased IS NULL
  AND ($1 = '' OR s.reason = $1)
  AND (m.dismissed IS NOT NULL) = ($2 = 'dismissed')
  AND ($2 <> 'unseen' OR (m.looked IS NULL AND s.received < $3))
  AND s.received <= $4
  AND (s.received < $4 OR s.number > $5)
ORDER BY s.received DESC, s.number
LIMIT $6
