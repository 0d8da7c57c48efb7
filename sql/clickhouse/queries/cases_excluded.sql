-- Which complaints are counted once already? The same filter as cases.sql.
SELECT
    'duplicate' AS why,
    count() AS n
FROM case_facts FINAL
WHERE received_day BETWEEN {from:Date} AND {to:Date}
  AND received <= {cutoff:DateTime64(3, 'UTC')}
  AND kind = 'complaint'
  AND outcome = 'duplicate'
  AND (empty({offices:Array(String)}) OR has({offices:Array(String)}, office))
  AND (empty({services:Array(String)}) OR has({services:Array(String)}, transform(service, {mapped:Array(String)}, {mapped_to:Array(String)}, service)))
  AND (empty({departments:Array(String)}) OR has({departments:Array(String)}, department))
  AND (empty({channels:Array(String)}) OR has({channels:Array(String)}, channel))
SETTINGS do_not_merge_across_partitions_select_final = 1
