-- The version of a sent case that came last.
INSERT INTO sent_cases (submission_id, version, mark)
VALUES ($1, $2, $3)
ON CONFLICT (submission_id) DO UPDATE
SET version = excluded.version,
    mark = excluded.mark
