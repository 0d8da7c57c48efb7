-- Which version of each of these records stands: the greatest one, and of equal ones the last that came, which no undone import
-- brought?
SELECT number, source_version, recorded_at, line, content, import_id, payload, received_day, due
FROM record_versions
WHERE source = {source:String} AND number IN {numbers:Array(String)} AND NOT has({undone:Array(String)}, toString(import_id))
ORDER BY number, source_version DESC, recorded_at DESC, line DESC
LIMIT 1 BY number
