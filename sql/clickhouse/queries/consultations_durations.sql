-- How long did consultations take? Whole minutes, with how many consultations share them; every one has ended (ended = closed = 1).
-- The same filter and groups as consultations.sql.
SELECT
    toString({by:Identifier}) AS key,
    toUInt64(grouping({by:Identifier})) AS is_total,
    toUInt64(minutes) AS minutes,
    toUInt64(1) AS ended,
    toUInt64(1) AS closed,
    count() AS n
FROM
(
    SELECT
        '' AS total,
        formatDateTime(day, '%Y-%m') AS month,
        ifNull(leftPad(toString(hour), 2, '0'), '') AS hour,
        topic,
        office,
        transform(service, {mapped:Array(String)}, {mapped_to:Array(String)}, service) AS service,
        department,
        channel,
        minutes
    FROM consultations FINAL
    WHERE day BETWEEN {from:Date} AND {to:Date}
      AND moment <= {cutoff:DateTime64(3, 'UTC')}
      AND NOT dropped
      AND (empty({offices:Array(String)}) OR has({offices:Array(String)}, office))
      AND (empty({services:Array(String)}) OR has({services:Array(String)}, service))
      AND (empty({departments:Array(String)}) OR has({departments:Array(String)}, department))
      AND (empty({channels:Array(String)}) OR has({channels:Array(String)}, channel))
)
GROUP BY GROUPING SETS (({by:Identifier}, minutes), (minutes))
SETTINGS do_not_merge_across_partitions_select_final = 1
