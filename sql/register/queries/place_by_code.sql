-- Which place does the address belong to?
SELECT id, code, names, office, department, service, question, active, screen, version
FROM places
WHERE code = $1
