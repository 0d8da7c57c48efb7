-- The address that a kiosk has is about to become a former one. It ended when it was taken back, if it was.
INSERT INTO kiosk_former_tokens (token, kiosk, ended_at, revoked)
SELECT token, id, COALESCE(revoked_at, $2), revoked_at IS NOT NULL FROM kiosks WHERE id = $1
