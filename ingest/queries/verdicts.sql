-- What had this import already decided about the given numbers, before it was interrupted?
SELECT number, source_version, content, line, verdict
FROM record_versions FINAL
WHERE source = {source:String} AND number IN {numbers:Array(String)} AND import_id = {import:UUID}
