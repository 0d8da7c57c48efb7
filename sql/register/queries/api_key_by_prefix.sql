-- Whose key is this?
SELECT id, name, prefix, scopes, created, created_by, last_used, revoked, revoked_by, hash
FROM api_keys
WHERE prefix = $1
