-- Which kiosks are there?
SELECT k.id, k.name, k.office, k.department, k.service, k.question, k.active, k.screen, k.version, k.revoked_at, k.revoked_by,
       s.seen_at, s.skew, s.skew_at
FROM kiosks AS k
LEFT JOIN kiosk_seen AS s ON s.kiosk = k.id
ORDER BY k.id
