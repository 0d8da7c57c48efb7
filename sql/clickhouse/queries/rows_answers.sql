-- Which answers lie behind the figures, page by page? The page begins after the last row of the one before (day, and question with
-- the response's id; both empty for the first page).
SELECT
    toString(a.day) AS day, toString(a.response_id) AS response, a.question AS question, a.score AS score, a.moment AS moment,
    a.received AS received, a.hour AS hour, a.office AS office, transform(a.service, {mapped:Array(String)}, {mapped_to:Array(String)}, a.service) AS service, a.department AS department, a.channel AS channel,
    a.kiosk AS kiosk, a.language AS language, a.order_speed AS order_speed, a.record AS record, a.counted AS counted, a.reason AS reason
FROM answers AS a FINAL
WHERE a.day BETWEEN {from:Date} AND {to:Date}
    AND a.reason != 'replaced'
    AND (empty({services:Array(String)}) OR transform(a.service, {mapped:Array(String)}, {mapped_to:Array(String)}, a.service) IN {services:Array(String)})
    AND (empty({departments:Array(String)}) OR a.department IN {departments:Array(String)})
    AND (empty({offices:Array(String)}) OR a.office IN {offices:Array(String)})
    AND (empty({channels:Array(String)}) OR a.channel IN {channels:Array(String)})
    AND ({only:String} = '' OR a.counted = ({only:String} = 'counted'))
    AND (toString(a.day), concat(a.question, '/', toString(a.response_id))) > ({after1:String}, {after2:String})
ORDER BY a.day, concat(a.question, '/', toString(a.response_id))
LIMIT {limit:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1
