-- What is the greatest version in which a record was told of, by whatever is not undone? It may be greater than the one that is held: who
-- tells of the same again changes nothing.
SELECT max(source_version)
FROM record_versions
WHERE source = {source:String} AND number = {number:String} AND NOT has({undone:Array(String)}, toString(import_id))
