-- Whose session is it, and how old?
SELECT u.id, u.login, u.name, u.role, u.department, u.active, s.csrf, s.seen, s.expires
FROM sessions s
JOIN users u ON u.id = s.user_id
WHERE s.token_hash = $1
