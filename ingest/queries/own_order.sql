-- The source version that an import has already given to what it told of; 0 where it has told of nothing.
SELECT max(source_version)
FROM record_versions
WHERE source = {source:String} AND import_id = {import:UUID}
