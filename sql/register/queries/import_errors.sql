-- Which rows were refused, and why?
SELECT line, column_name, value, code, params
FROM import_errors
WHERE import_id = $1
ORDER BY seq
