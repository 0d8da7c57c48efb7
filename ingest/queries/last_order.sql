-- The greatest source version that other imports of the source have left.
SELECT max(source_version)
FROM records
WHERE source = {source:String} AND import_id != {import:UUID}
