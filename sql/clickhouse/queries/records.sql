-- Were services delivered in time? Each service record received in the period is judged against its own deadline as of the
-- cut-off, for each group and (is_total = 1) for all together. What was finished later counts as open. The states in_time,
-- late, open_in_time, no_deadline, undated, withdrawn and forwarded add up to records. An item that is open past its deadline
-- is late already. The version that holds now speaks for a record also as of an earlier moment. Records that close before they
-- begin are errors and are left out (records_excluded.sql).
-- The day of receipt may have been corrected within its month, and FINAL has to meet every version of a record. So the period reads
-- whole months, and its days are compared in a form (dateDiff) by which the engine cannot leave out parts of a month.
SELECT
    toString({by:Identifier}) AS key,
    toUInt64(grouping({by:Identifier})) AS is_total,
    count() AS records,
    countIf(state = 'in_time') AS in_time,
    countIf(state = 'late') AS late,
    countIf(state = 'open_in_time') AS open_in_time,
    countIf(state = 'no_deadline') AS no_deadline,
    countIf(state = 'undated') AS undated,
    countIf(state = 'withdrawn') AS withdrawn,
    countIf(state = 'forwarded') AS forwarded,
    countIf(state IN ('in_time', 'late')) AS decided,
    countIf(state IN ('in_time', 'late', 'open_in_time')) AS timed,
    countIf(is_open) AS open,
    countIf(is_open AND is_past) AS overdue,
    countIf(is_closed) AS closed,
    countIf(NOT is_closed) AS unclosed,
    toUInt64(maxIf(intDiv(toUnixTimestamp64Milli({cutoff:DateTime64(3, 'UTC')}) - toUnixTimestamp64Milli(received), 60000), is_open)) AS oldest_minutes
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
        received,
        ifNull(finished <= {cutoff:DateTime64(3, 'UTC')}, false) AS is_closed,
        ifNull(due < {cutoff:DateTime64(3, 'UTC')}, false) AS is_past,
        finished IS NULL OR is_closed AS is_settled,
        outcome = 'withdrawn' AND is_settled AS is_withdrawn,
        outcome = 'forwarded' AND is_settled AS is_forwarded,
        outcome = 'completed' AND finished IS NULL AS is_undated,
        NOT (is_closed OR is_withdrawn OR is_forwarded OR is_undated) AS is_open,
        multiIf(
            is_withdrawn, 'withdrawn',
            is_forwarded, 'forwarded',
            is_undated, 'undated',
            due IS NULL, 'no_deadline',
            is_closed, if(finished <= due, 'in_time', 'late'),
            if(is_past, 'late', 'open_in_time')) AS state
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
GROUP BY GROUPING SETS (({by:Identifier}), ())
SETTINGS do_not_merge_across_partitions_select_final = 1
