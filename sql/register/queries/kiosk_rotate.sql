-- A new token for a kiosk; one that was taken back is in use again.
UPDATE kiosks
SET token = $2, token_locked = $3, revoked_at = NULL, revoked_by = '', version = version + 1
WHERE id = $1
