-- What is held now about the numbers in asked of one source? FINAL must look across partitions here: a record that moved to
-- another month has a tombstone in the old one.
SELECT number, source_version, content, import_id, received_day
FROM records FINAL
WHERE source = {source:String} AND number IN (SELECT number FROM asked)
SETTINGS do_not_merge_across_partitions_select_final = 0
