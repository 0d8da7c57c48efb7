-- Somebody asks for the links of an address, unless they did so a moment ago (after $5).
INSERT INTO notices (id, kind, number, email_mark, language, made, due, tries, state, reason)
SELECT $1, 'lost', NULL, $2, $3, $4, $4, 0, 'waiting', ''
WHERE NOT EXISTS (SELECT 1 FROM notices WHERE kind = 'lost' AND email_mark = $2 AND made > $5)
