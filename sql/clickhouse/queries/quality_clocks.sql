-- Whose clock was wrong? Kiosks whose answers since the given day came with a moment that was put right or replaced by
-- that of their receipt, and how many.
SELECT
    toString(kiosk) AS screen,
    uniqExact(response_id) AS answers,
    max(received) AS latest
FROM answers FINAL
WHERE day >= {since:Date}
  AND kiosk != ''
  AND moment_note IN ('shifted', 'too_early', 'too_old')
GROUP BY screen
ORDER BY answers DESC, screen
SETTINGS do_not_merge_across_partitions_select_final = 1
