-- Which version of the forms is in force?
SELECT version, published, actor, why, body
FROM definitions
ORDER BY version DESC
LIMIT 1
