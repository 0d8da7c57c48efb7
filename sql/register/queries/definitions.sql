-- Which versions of the forms were there, the newest first?
SELECT version, published, actor, why, body
FROM definitions
WHERE version < $1
ORDER BY version DESC
LIMIT $2
