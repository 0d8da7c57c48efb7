-- Which service records lie behind the figures, the newest first, page by page, for a person who reads them? A page begins after the
-- last row of the one before (the millisecond of its receipt, its source and number; both empty for the first page). Otherwise as in
-- rows_records.sql, whose order other programs page by.
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
    AND (empty({after1:String}) OR (toUnixTimestamp64Milli(r.received), concat(r.source, '\n', r.number)) < (toInt64OrZero({after1:String}), {after2:String}))
ORDER BY toUnixTimestamp64Milli(r.received) DESC, concat(r.source, '\n', r.number) DESC
LIMIT {limit:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1
