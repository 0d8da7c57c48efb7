-- Which answers at kiosks and QR codes do not count, and why? The same filter as reasons.sql.
SELECT
    toString(reason) AS why,
    count() AS n
FROM answers FINAL
WHERE day BETWEEN {from:Date} AND {to:Date}
  AND received <= {cutoff:DateTime64(3, 'UTC')}
  AND NOT counted
  AND reason != 'replaced'
  AND kiosk != ''
  AND (empty({questions:Array(String)}) OR has({questions:Array(String)}, question))
  AND (empty({offices:Array(String)}) OR has({offices:Array(String)}, office))
  AND (empty({services:Array(String)}) OR has({services:Array(String)}, transform(service, {mapped:Array(String)}, {mapped_to:Array(String)}, service)))
  AND (empty({departments:Array(String)}) OR has({departments:Array(String)}, department))
  AND (empty({channels:Array(String)}) OR has({channels:Array(String)}, channel))
GROUP BY why
SETTINGS do_not_merge_across_partitions_select_final = 1
