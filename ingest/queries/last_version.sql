-- The greatest version the loader has given out, be it to a record or, as microseconds, to the moment of something that arrived: an
-- arrival that changed nothing leaves only the latter.
SELECT greatest(
    (SELECT max(version) FROM records),
    (SELECT toUInt64(toUnixTimestamp64Micro(max(recorded_at))) FROM record_versions))
