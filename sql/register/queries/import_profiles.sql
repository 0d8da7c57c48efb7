-- Every version of every profile, the older ones first.
SELECT id, version, name, body, actor, saved
FROM import_profiles
ORDER BY id, version
