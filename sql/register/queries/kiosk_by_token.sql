-- Which kiosk does the address belong to?
SELECT id, token, name, office, department, service, question, active
FROM kiosks
WHERE token = $1
