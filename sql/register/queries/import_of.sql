-- Was this file imported with this profile, and does it stand? Where the order of import decides ($3), only if it was the last one.
SELECT id, profile, file, sha256, size, actor, state, started, finished,
       rows_read, added, replaced, unchanged, older, rejected, failure
FROM imports
WHERE profile = $1 AND sha256 = $2 AND state = 'done'
  AND ($3 = 0 OR NOT EXISTS (SELECT 1 FROM imports AS later
                             WHERE later.profile = $1 AND later.state = 'done' AND later.started > imports.started))
ORDER BY started DESC
LIMIT 1
