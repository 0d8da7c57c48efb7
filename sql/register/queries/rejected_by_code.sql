-- Why were rows of imports refused, and how many by each reason? Remarks on rows that were taken are none.
SELECT code, COUNT(*)
FROM import_errors
WHERE code NOT LIKE 'note\_%' ESCAPE '\'
GROUP BY code
ORDER BY COUNT(*) DESC, code
