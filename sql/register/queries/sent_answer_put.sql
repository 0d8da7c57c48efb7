-- The version of a sent answer that came last.
INSERT INTO sent_answers (response_id, version, mark, revision, places, undone)
VALUES ($1, $2, $3, $4, $5, FALSE)
ON CONFLICT (response_id) DO UPDATE
SET version = excluded.version,
    mark = excluded.mark,
    revision = excluded.revision,
    places = excluded.places,
    undone = FALSE
