-- What a command changed, if the case still has the version ($2) on which the command decided.
UPDATE cases
SET version = $3, deadline = $4, first_deadline = $5, legal_deadline = $6, extensions = $7, late_extension = $8,
    triaged = $9, danger = $10, answered = $11, closed = $12, outcome = $13, ground = $14, reopenings = $15,
    kind = $16, category = $17, office = $18, service = $19, department = $20, concerns_staff = $21, assignee = $22,
    paused = $23, paused_for = $24, paused_days = $25, acknowledged = $26, duplicate_of = $27, verdict = $28, missed_before = $29
WHERE number = $1 AND version = $2
