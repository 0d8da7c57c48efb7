-- Which consultations lie behind the figures, page by page? The page begins after the last row of the one before (day and id; both
-- empty for the first page).
SELECT
    toString(c.day) AS day, toString(c.id) AS id, c.moment AS moment, c.hour AS hour, c.topic AS topic, c.office AS office,
    transform(c.service, {mapped:Array(String)}, {mapped_to:Array(String)}, c.service) AS service, c.department AS department,
    c.channel AS channel, c.minutes AS minutes
FROM consultations AS c FINAL
WHERE c.day BETWEEN {from:Date} AND {to:Date}
    AND NOT c.dropped
    AND (empty({services:Array(String)}) OR transform(c.service, {mapped:Array(String)}, {mapped_to:Array(String)}, c.service) IN {services:Array(String)})
    AND (empty({departments:Array(String)}) OR c.department IN {departments:Array(String)})
    AND (empty({offices:Array(String)}) OR c.office IN {offices:Array(String)})
    AND (empty({channels:Array(String)}) OR c.channel IN {channels:Array(String)})
    AND ({only:String} = '' OR c.channel = {only:String})
    AND (toString(c.day), toString(c.id)) > ({after1:String}, {after2:String})
ORDER BY c.day, toString(c.id)
LIMIT {limit:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1
