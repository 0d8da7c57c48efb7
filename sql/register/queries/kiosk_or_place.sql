-- Does a kiosk or a place have this id?
SELECT EXISTS (SELECT 1 FROM kiosks WHERE id = $1) OR EXISTS (SELECT 1 FROM places WHERE id = $1)
