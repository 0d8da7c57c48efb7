-- What is being prepared, from now on.
INSERT INTO definition_drafts (house, revision, base, touched, actor, body)
VALUES (1, $1, $2, $3, $4, $5)
ON CONFLICT (house) DO UPDATE SET revision = excluded.revision, base = excluded.base, touched = excluded.touched,
                                  actor = excluded.actor, body = excluded.body
