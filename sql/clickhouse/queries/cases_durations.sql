-- How long did complaints wait for their written answer, or how long have they been waiting? Whole minutes from receipt, with how
-- many complaints share them. ended = 1: answered; otherwise the wait was cut off by closing without an answer or by the cut-off.
-- The same filter and groups as cases.sql.
SELECT
    toString({by:Identifier}) AS key,
    toUInt64(grouping({by:Identifier})) AS is_total,
    toUInt64(minutes) AS minutes,
    toUInt64(ended) AS ended,
    toUInt64(is_closed) AS closed,
    count() AS n
FROM
(
    SELECT
        '' AS total,
        formatDateTime(received_day, '%Y-%m') AS month,
        category,
        office,
        transform(service, {mapped:Array(String)}, {mapped_to:Array(String)}, service) AS service,
        department,
        channel,
        if(concerns_staff, 'staff', 'other') AS concern,
        outcome IN ('withdrawn', 'forwarded', 'not_examined') AS is_apart,
        ifNull(answered <= {cutoff:DateTime64(3, 'UTC')}, false) AND NOT is_apart AS ended,
        ifNull(closed <= {cutoff:DateTime64(3, 'UTC')}, false) OR ended AS is_closed,
        multiIf(
            ended, assumeNotNull(answered),
            is_closed, assumeNotNull(closed),
            {cutoff:DateTime64(3, 'UTC')}) AS last_seen,
        intDiv(toUnixTimestamp64Milli(last_seen) - toUnixTimestamp64Milli(received), 60000) AS minutes
    FROM case_facts FINAL
    WHERE received_day BETWEEN {from:Date} AND {to:Date}
      AND received <= {cutoff:DateTime64(3, 'UTC')}
      AND ifNull(least(answered, closed) >= received, true)
      AND kind = 'complaint'
      AND outcome != 'duplicate'
      AND (empty({offices:Array(String)}) OR has({offices:Array(String)}, office))
      AND (empty({services:Array(String)}) OR has({services:Array(String)}, service))
      AND (empty({departments:Array(String)}) OR has({departments:Array(String)}, department))
      AND (empty({channels:Array(String)}) OR has({channels:Array(String)}, channel))
)
GROUP BY GROUPING SETS (({by:Identifier}, minutes, ended, is_closed), (minutes, ended, is_closed))
SETTINGS do_not_merge_across_partitions_select_final = 1
