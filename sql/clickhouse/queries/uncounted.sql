-- How many answers are kept and not counted, by day, screen and reason? An empty list of screens or reasons does not filter.
SELECT
    day,
    toString(kiosk) AS screen,
    toString(channel) AS way,
    toString(reason) AS why,
    uniqExact(response_id) AS n
FROM answers FINAL
WHERE day BETWEEN {from:Date} AND {to:Date}
  AND NOT counted
  AND reason != 'replaced'
  AND (empty({kiosks:Array(String)}) OR has({kiosks:Array(String)}, kiosk))
  AND (empty({reasons:Array(String)}) OR has({reasons:Array(String)}, reason))
GROUP BY day, screen, way, why
ORDER BY day DESC, screen, way, why
SETTINGS do_not_merge_across_partitions_select_final = 1
