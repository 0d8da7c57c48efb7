-- Which list of insults holds?
SELECT version, saved, actor, body
FROM insult_lists
ORDER BY version DESC
LIMIT 1
