-- Which place had this code until $2 or later?
SELECT p.id, p.code, p.names, p.office, p.department, p.service, p.question, p.active, p.screen, p.version
FROM place_former_codes AS f
JOIN places AS p ON p.id = f.place
WHERE f.code = $1
  AND f.ended_at >= $2
