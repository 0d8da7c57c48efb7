-- The code that a place has is about to become a former one.
INSERT INTO place_former_codes (code, place, ended_at)
SELECT code, id, $2 FROM places WHERE id = $1
