-- A profile is told anew.
INSERT INTO import_profiles (id, version, name, body, actor, saved)
SELECT $1, COALESCE(MAX(version), 0) + 1, $2, $3, $4, $5
FROM import_profiles
WHERE id = $1
