-- The greatest version the loader has given to a record.
SELECT max(version) FROM records
