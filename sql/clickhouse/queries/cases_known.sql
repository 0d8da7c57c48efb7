-- From when to when do we hold cases? The first civil day of receipt of any kind of case, and the newest event up to the cut-off,
-- whatever the filter. A case tells its newest event by its own moments.
SELECT
    count() AS facts,
    min(received_day) AS first_day,
    max(greatest(
        received,
        if(answered <= {cutoff:DateTime64(3, 'UTC')}, assumeNotNull(answered), received),
        if(closed <= {cutoff:DateTime64(3, 'UTC')}, assumeNotNull(closed), received))) AS newest
FROM case_facts
WHERE received <= {cutoff:DateTime64(3, 'UTC')}
