-- Which service records lie behind the figures, page by page? The page begins after the last row of the one before (source and
-- number, both empty for the first page), so that records that arrive meanwhile neither repeat nor push out any other. What is
-- wanted of them: no_deadline, undated (closed without a date), unmapped (the service is in no catalogue), or all of them.
-- As in records.sql the period reads whole months, so that FINAL meets every version of a record.
SELECT
    r.source AS source, r.number AS number, r.source_version AS source_version, transform(r.service, {mapped:Array(String)}, {mapped_to:Array(String)}, r.service) AS service, r.department AS department,
    r.office AS office, r.channel AS channel, r.order_speed AS order_speed, r.received AS received,
    toString(r.received_day) AS received_day, r.due AS due, r.finished AS finished, r.outcome AS outcome,
    r.paused_days AS paused_days, r.other_institution AS other_institution, r.anonymous AS anonymous
FROM records AS r FINAL
WHERE toYYYYMM(r.received_day) BETWEEN toYYYYMM({from:Date}) AND toYYYYMM({to:Date})
    AND dateDiff('day', {from:Date}, r.received_day) >= 0
    AND dateDiff('day', r.received_day, {to:Date}) >= 0
    AND (empty({services:Array(String)}) OR transform(r.service, {mapped:Array(String)}, {mapped_to:Array(String)}, r.service) IN {services:Array(String)})
    AND (empty({departments:Array(String)}) OR r.department IN {departments:Array(String)})
    AND (empty({offices:Array(String)}) OR r.office IN {offices:Array(String)})
    AND (empty({channels:Array(String)}) OR r.channel IN {channels:Array(String)})
    AND ({only:String} = '' OR multiIf(
        {only:String} = 'no_deadline', r.due IS NULL,
        {only:String} = 'undated', r.finished IS NULL AND r.outcome IN ('completed', 'withdrawn', 'forwarded'),
        {only:String} = 'unmapped', startsWith(transform(r.service, {mapped:Array(String)}, {mapped_to:Array(String)}, r.service), 'x-'),
        false))
    AND (r.source, r.number) > ({after1:String}, {after2:String})
ORDER BY r.source, r.number
LIMIT {limit:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1
