-- From when to when do we hold service records? The first civil day of receipt as corrected, and when the newest version arrived up
-- to the cut-off, whatever the filter. The arrival is written beside every version.
SELECT
    count() AS facts,
    min(received_day) AS first_day,
    (SELECT max(recorded_at) FROM record_versions WHERE recorded_at <= {cutoff:DateTime64(3, 'UTC')}) AS newest
FROM records FINAL
WHERE received <= {cutoff:DateTime64(3, 'UTC')}
SETTINGS do_not_merge_across_partitions_select_final = 1
