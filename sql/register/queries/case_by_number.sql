-- How does this case stand?
SELECT number, fact_id, version, kind, category, office, service, department, channel,
       language, anonymous, concerns_staff, incident_on, received, deadline, first_deadline, legal_deadline, extensions,
       late_extension, triaged, danger, answered, closed, outcome, ground, reopenings, incoming, assignee, paused, paused_for,
       paused_days, acknowledged, duplicate_of, verdict, missed_before
FROM cases
WHERE number = $1
