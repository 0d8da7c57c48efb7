-- Which answers are kept and not counted? The newest first, with what uncounted.sql filters by; {skip} leaves out the first ones.
SELECT
    day,
    response_id,
    moment,
    received,
    toString(question) AS asked,
    score,
    toString(office) AS place,
    toString(channel) AS way,
    toString(kiosk) AS screen,
    toString(reason) AS why,
    toString(moment_note) AS note
FROM answers FINAL
WHERE day BETWEEN {from:Date} AND {to:Date}
  AND NOT counted
  AND reason != 'replaced'
  AND (empty({kiosks:Array(String)}) OR has({kiosks:Array(String)}, kiosk))
  AND (empty({reasons:Array(String)}) OR has({reasons:Array(String)}, reason))
ORDER BY moment DESC, response_id, question
LIMIT {limit:UInt32} OFFSET {skip:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1
