-- Which keys were ever given, the ones in force first, the newest first?
SELECT id, name, prefix, scopes, created, created_by, last_used, revoked, revoked_by
FROM api_keys
ORDER BY CASE WHEN revoked IS NULL THEN 0 ELSE 1 END, created DESC, id
