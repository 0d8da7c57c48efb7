-- A new code for a place: posters printed before lead nowhere.
UPDATE places
SET code = $2, version = version + 1
WHERE id = $1
