-- Something happened to a case: its sender is told, if they wish and if no earlier notice still waits.
INSERT INTO notices (id, kind, number, email_mark, language, made, due, tries, state, reason)
SELECT $1, 'state', c.number, '', c.language, $3, $3, 0, 'waiting', ''
FROM cases c
JOIN contacts p ON p.number = c.number
WHERE c.number = $2
  AND p.notify
  AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.number = c.number AND n.kind = 'state' AND n.state = 'waiting' AND n.tries = 0)
