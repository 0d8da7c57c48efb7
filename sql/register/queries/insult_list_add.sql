-- Keep a new version of the list of insults.
INSERT INTO insult_lists (version, saved, actor, body)
VALUES ($1, $2, $3, $4)
