-- Which complaints came, and were they answered by the deadline? Each complaint received in the period is judged against the
-- deadline in force as of the cut-off, for each group and (is_total = 1) for all together. What was answered later counts as
-- open; a receipt notice is no answer. The states case_kept, case_kept_extended, case_late, case_waiting, case_no_deadline,
-- case_withdrawn, case_forwarded and case_not_examined add up to complaints; duplicates are left out (cases_excluded.sql).
-- Kept with extension needs a notice sent before the deadline then in force; after it the complaint is late, and so it stays after
-- a reopening. While the clock of a complaint is paused no deadline passes. The version that holds now speaks for a case also as
-- of an earlier moment.
SELECT
    toString({by:Identifier}) AS key,
    toUInt64(grouping({by:Identifier})) AS is_total,
    count() AS complaints,
    countIf(state = 'kept') AS case_kept,
    countIf(state = 'kept_extended') AS case_kept_extended,
    countIf(state = 'late') AS case_late,
    countIf(state = 'waiting') AS case_waiting,
    countIf(state = 'no_deadline') AS case_no_deadline,
    countIf(state = 'withdrawn') AS case_withdrawn,
    countIf(state = 'forwarded') AS case_forwarded,
    countIf(state = 'not_examined') AS case_not_examined,
    countIf(state IN ('kept', 'kept_extended')) AS case_in_time,
    countIf(state IN ('kept', 'kept_extended', 'late')) AS case_decided,
    countIf(is_open) AS case_open,
    countIf(is_open AND is_past) AS case_overdue,
    toUInt64(maxIf(intDiv(toUnixTimestamp64Milli({cutoff:DateTime64(3, 'UTC')}) - toUnixTimestamp64Milli(received), 60000), is_open)) AS oldest_minutes
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
        received,
        outcome IN ('withdrawn', 'forwarded', 'not_examined') AND ifNull(least(answered, closed) <= {cutoff:DateTime64(3, 'UTC')}, true) AS is_apart,
        ifNull(answered <= {cutoff:DateTime64(3, 'UTC')}, false) AS is_answered,
        if(ifNull(paused <= {cutoff:DateTime64(3, 'UTC')}, false), assumeNotNull(paused), {cutoff:DateTime64(3, 'UTC')}) AS ran_until,
        late_extension OR missed_before AS is_broken,
        ifNull(deadline < ran_until, false) OR is_broken AS is_past,
        NOT (is_apart OR is_answered) AS is_open,
        multiIf(
            is_apart, toString(outcome),
            deadline IS NULL, 'no_deadline',
            is_broken, 'late',
            is_answered AND answered > deadline, 'late',
            is_answered, if(extensions > 0 AND ifNull(answered > first_deadline, true), 'kept_extended', 'kept'),
            is_past, 'late',
            'waiting') AS state
    FROM case_facts FINAL
    WHERE received_day BETWEEN {from:Date} AND {to:Date}
      AND received <= {cutoff:DateTime64(3, 'UTC')}
      AND kind = 'complaint'
      AND outcome != 'duplicate'
      AND (empty({offices:Array(String)}) OR has({offices:Array(String)}, office))
      AND (empty({services:Array(String)}) OR has({services:Array(String)}, service))
      AND (empty({departments:Array(String)}) OR has({departments:Array(String)}, department))
      AND (empty({channels:Array(String)}) OR has({channels:Array(String)}, channel))
)
GROUP BY GROUPING SETS (({by:Identifier}), ())
SETTINGS do_not_merge_across_partitions_select_final = 1
