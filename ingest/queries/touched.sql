-- Which records did this import tell of, beyond a number, what was the greatest version it had of each, and on which days?
SELECT number, greatest_version.1, greatest_version.2, greatest_version.3, days
FROM
(
    SELECT number, max((source_version, recorded_at, line)) AS greatest_version, groupUniqArray(received_day) AS days
    FROM record_versions
    WHERE source = {source:String} AND number > {after:String} AND import_id = {import:UUID}
    GROUP BY source, number
    ORDER BY source, number
    LIMIT {limit:UInt32}
)
SETTINGS optimize_aggregation_in_order = 1
