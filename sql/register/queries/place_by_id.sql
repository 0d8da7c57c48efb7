-- What is known of one place?
SELECT id, code, names, office, department, service, question, active, screen, version
FROM places
WHERE id = $1
