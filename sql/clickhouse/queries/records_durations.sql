-- How long did service records take, or how long have they been waiting? Whole minutes from receipt, with how many records share
-- them. ended = 1: the service was completed; otherwise the wait was cut off by withdrawal, forwarding or the cut-off. closed =
-- 1: there is a closing moment, whatever the outcome. A record that is said to be closed without a moment was waiting for as
-- long as we know nothing else. The same filter and groups as records.sql.
SELECT
    toString({by:Identifier}) AS key,
    toUInt64(grouping({by:Identifier})) AS is_total,
    toUInt64(minutes) AS minutes,
    toUInt64(ended) AS ended,
    toUInt64(closed) AS closed,
    count() AS n
FROM
(
    SELECT
        '' AS total,
        formatDateTime(received_day, '%Y-%m') AS month,
        office,
        transform(service, {mapped:Array(String)}, {mapped_to:Array(String)}, service) AS service,
        department,
        channel,
        order_speed,
        ifNull(finished <= {cutoff:DateTime64(3, 'UTC')}, false) AS closed,
        closed AND outcome NOT IN ('withdrawn', 'forwarded') AS ended,
        if(closed, assumeNotNull(finished), {cutoff:DateTime64(3, 'UTC')}) AS last_seen,
        intDiv(toUnixTimestamp64Milli(last_seen) - toUnixTimestamp64Milli(received), 60000) AS minutes
    FROM records FINAL
    WHERE toStartOfMonth(received_day) BETWEEN toStartOfMonth({from:Date}) AND {to:Date}
      AND dateDiff('day', {from:Date}, received_day) BETWEEN 0 AND dateDiff('day', {from:Date}, {to:Date})
      AND received <= {cutoff:DateTime64(3, 'UTC')}
      AND ifNull(finished >= received, true)
      AND (empty({offices:Array(String)}) OR has({offices:Array(String)}, office))
      AND (empty({services:Array(String)}) OR has({services:Array(String)}, service))
      AND (empty({departments:Array(String)}) OR has({departments:Array(String)}, department))
      AND (empty({channels:Array(String)}) OR has({channels:Array(String)}, channel))
)
GROUP BY GROUPING SETS (({by:Identifier}, minutes, ended, closed), (minutes, ended, closed))
SETTINGS do_not_merge_across_partitions_select_final = 1
