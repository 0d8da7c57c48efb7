-- Which consultations were written down by a slip and taken back? The same filter as consultations.sql.
SELECT
    'slip' AS why,
    count() AS n
FROM consultations FINAL
WHERE day BETWEEN {from:Date} AND {to:Date}
  AND moment <= {cutoff:DateTime64(3, 'UTC')}
  AND dropped
  AND (empty({offices:Array(String)}) OR has({offices:Array(String)}, office))
  AND (empty({services:Array(String)}) OR has({services:Array(String)}, transform(service, {mapped:Array(String)}, {mapped_to:Array(String)}, service)))
  AND (empty({departments:Array(String)}) OR has({departments:Array(String)}, department))
  AND (empty({channels:Array(String)}) OR has({channels:Array(String)}, channel))
SETTINGS do_not_merge_across_partitions_select_final = 1
