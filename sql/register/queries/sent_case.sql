-- The case that a submission of another register became, with what is known of its last version.
SELECT c.number, s.version, s.mark, s.facts
FROM sent_cases AS s
JOIN cases AS c ON c.submission_id = s.submission_id
WHERE s.submission_id = $1
