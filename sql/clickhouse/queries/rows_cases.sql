-- Which cases lie behind the figures, page by page, without identity? The page begins after the last row of the one before (day of
-- receipt and id; both empty for the first page).
SELECT
    toString(c.received_day) AS received_day, toString(c.case_id) AS id, c.kind AS kind, c.category AS category, c.office AS office,
    transform(c.service, {mapped:Array(String)}, {mapped_to:Array(String)}, c.service) AS service, c.department AS department, c.channel AS channel, c.anonymous AS anonymous,
    c.concerns_staff AS concerns_staff, c.received AS received, c.deadline AS deadline, c.first_deadline AS first_deadline,
    c.extensions AS extensions, c.late_extension AS late_extension, c.answered AS answered, c.closed AS closed,
    c.outcome AS outcome, c.ground AS ground, c.reopenings AS reopenings
FROM case_facts AS c FINAL
WHERE c.received_day BETWEEN {from:Date} AND {to:Date}
    AND c.kind != '' -- it left the figures
    AND (empty({services:Array(String)}) OR transform(c.service, {mapped:Array(String)}, {mapped_to:Array(String)}, c.service) IN {services:Array(String)})
    AND (empty({departments:Array(String)}) OR c.department IN {departments:Array(String)})
    AND (empty({offices:Array(String)}) OR c.office IN {offices:Array(String)})
    AND (empty({channels:Array(String)}) OR c.channel IN {channels:Array(String)})
    AND ({only:String} = '' OR (c.closed IS NULL) = ({only:String} = 'open'))
    AND (toString(c.received_day), toString(c.case_id)) > ({after1:String}, {after2:String})
ORDER BY c.received_day, toString(c.case_id)
LIMIT {limit:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1
