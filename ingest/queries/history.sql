-- Everything that ever arrived about one record, the greatest version first, and what is held now.
SELECT source_version, content, import_id, recorded_at, verdict, payload, received_day, due
FROM record_versions FINAL
WHERE source = {source:String} AND number = {number:String}
ORDER BY source_version DESC, recorded_at DESC
LIMIT 200
