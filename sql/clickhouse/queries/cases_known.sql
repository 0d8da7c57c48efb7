-- From when to when do we hold cases? The first civil day of receipt of any kind of case, and the newest event up to the cut-off,
-- whatever the filter. A case tells its newest event by its own moments. One that left the figures (its import was undone, it was
-- sealed) begins nothing: else the years since a mistyped one would be years without a complaint.
SELECT
    count() AS facts,
    min(received_day) AS first_day,
    max(greatest(
        received,
        if(answered <= {cutoff:DateTime64(3, 'UTC')}, assumeNotNull(answered), received),
        if(closed <= {cutoff:DateTime64(3, 'UTC')}, assumeNotNull(closed), received))) AS newest
FROM case_facts FINAL
WHERE received <= {cutoff:DateTime64(3, 'UTC')}
  AND kind != ''
SETTINGS do_not_merge_across_partitions_select_final = 1
