-- Which service records cannot be judged, and why? The same filter as records.sql.
SELECT
    'closed_before_receipt' AS why,
    count() AS n
FROM records FINAL
WHERE toStartOfMonth(received_day) BETWEEN toStartOfMonth({from:Date}) AND {to:Date}
  AND dateDiff('day', {from:Date}, received_day) BETWEEN 0 AND dateDiff('day', {from:Date}, {to:Date})
  AND received <= {cutoff:DateTime64(3, 'UTC')}
  AND finished < received
  AND (empty({offices:Array(String)}) OR has({offices:Array(String)}, office))
  AND (empty({services:Array(String)}) OR has({services:Array(String)}, transform(service, {mapped:Array(String)}, {mapped_to:Array(String)}, service)))
  AND (empty({departments:Array(String)}) OR has({departments:Array(String)}, department))
  AND (empty({channels:Array(String)}) OR has({channels:Array(String)}, channel))
SETTINGS do_not_merge_across_partitions_select_final = 1
