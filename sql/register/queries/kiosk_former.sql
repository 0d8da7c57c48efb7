-- Which kiosk had this address until $2 or later, and was it taken back? The token is given as its SHA-256. A kiosk whose address was
-- taken back has no other one yet.
SELECT kiosk, ended_at, revoked FROM kiosk_former_tokens WHERE token = $1 AND ended_at >= $2
UNION ALL
SELECT id, revoked_at, TRUE FROM kiosks WHERE token = $1 AND revoked_at >= $2
