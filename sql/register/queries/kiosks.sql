-- Which kiosks are there?
SELECT id, token, name, office, department, service, question, active
FROM kiosks
ORDER BY id
