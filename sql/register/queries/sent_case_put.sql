-- The version of a sent case that came last.
INSERT INTO sent_cases (submission_id, version, mark, facts)
VALUES ($1, $2, $3, $4)
ON CONFLICT (submission_id) DO UPDATE
SET version = excluded.version,
    mark = excluded.mark,
    facts = excluded.facts
