-- A kiosk's address is taken back: nobody can read it any more, and it opens nothing.
UPDATE kiosks
SET token_locked = '', revoked_at = $2, revoked_by = $3, version = version + 1
WHERE id = $1
