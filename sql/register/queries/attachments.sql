-- Which files belong to a case, in the order in which they came?
SELECT a.id, a.version, e.moment, a.media_type, a.size, a.wrapped, a.meta
FROM attachments a
JOIN case_events e ON e.number = a.number AND e.version = a.version
WHERE a.number = $1 AND a.wrapped IS NOT NULL
ORDER BY a.version, a.stored, a.id
