-- What arrived about one record, the greatest versions first; the one that is held now is always among them.
SELECT source_version, content, import_id, recorded_at, verdict, payload, received_day, due
FROM record_versions FINAL
WHERE source = {source:String} AND number = {number:String}
ORDER BY (source_version = {held:Int64} AND import_id = {by:UUID}) DESC, source_version DESC, recorded_at DESC
LIMIT 200
