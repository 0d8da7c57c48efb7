-- How many consultations did the office give by phone and at the desks, and how many minutes did they take? For each group and
-- (is_total = 1) for all of them together. The version that holds now speaks for a consultation also as of an earlier moment; what
-- was written down by a slip is left out (consultations_excluded.sql).
SELECT
    toString({by:Identifier}) AS key,
    toUInt64(grouping({by:Identifier})) AS is_total,
    count() AS consultations,
    countIf(way = 'phone') AS consultation_phone,
    countIf(way = 'counter') AS consultation_counter,
    toUInt64(sum(minutes)) AS consultation_minutes
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
        channel AS way,
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
GROUP BY GROUPING SETS (({by:Identifier}), ())
SETTINGS do_not_merge_across_partitions_select_final = 1
