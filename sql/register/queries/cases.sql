-- Which cases are there, open ones by deadline, then closed ones, the newest first? An empty department or kind is no filter;
-- $3: open ones only; $4: open ones due before $5 only.
SELECT number, fact_id, version, kind, category, office, service, department, channel,
       language, anonymous, concerns_staff, incident_on, received, deadline, first_deadline, legal_deadline, extensions,
       late_extension, triaged, danger, answered, closed, outcome, ground, reopenings
FROM cases
WHERE ($1 = '' OR department = $1)
  AND ($2 = '' OR kind = $2)
  AND (NOT $3 OR closed IS NULL)
  AND (NOT $4 OR (closed IS NULL AND deadline < $5))
ORDER BY CASE WHEN closed IS NULL THEN COALESCE(deadline, 9223372036854775806) ELSE 9223372036854775807 END, received DESC, number
LIMIT $6 OFFSET $7
