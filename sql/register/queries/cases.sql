-- Which cases are there, open ones by deadline, then closed ones, the newest first? An empty text is no filter;
-- $3: open ones only; $4: open ones due before $5 only; $6: closed ones only; $9: beginning of an incoming number.
-- A case that was taken back is none.
SELECT number, fact_id, version, kind, category, office, service, department, channel,
       language, anonymous, concerns_staff, incident_on, received, deadline, first_deadline, legal_deadline, extensions,
       late_extension, triaged, danger, answered, closed, outcome, ground, reopenings, incoming, assignee, paused, paused_for,
       paused_days, acknowledged, duplicate_of, verdict, missed_before
FROM cases
WHERE outcome <> 'taken_back'
  AND ($1 = '' OR department = $1)
  AND ($2 = '' OR kind = $2)
  AND (NOT $3 OR closed IS NULL)
  AND (NOT $4 OR (closed IS NULL AND deadline < $5))
  AND (NOT $6 OR closed IS NOT NULL)
  AND ($7 = '' OR assignee = $7)
  AND ($8 = '' OR category = $8)
  AND ($9 = '' OR substr(incoming_key, 1, length($9)) = $9)
ORDER BY CASE WHEN closed IS NULL THEN COALESCE(deadline, 9223372036854775806) ELSE 9223372036854775807 END, received DESC, number
LIMIT $10 OFFSET $11
