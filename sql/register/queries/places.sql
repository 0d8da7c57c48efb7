-- Which places with a public link are there?
SELECT id, code, names, office, department, service, question, active, screen, version
FROM places
ORDER BY id
