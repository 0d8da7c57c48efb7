-- What is being prepared?
SELECT revision, base, touched, actor, body
FROM definition_drafts
WHERE house = 1
