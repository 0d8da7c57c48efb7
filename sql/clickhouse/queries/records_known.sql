-- From when to when do we hold service records? The first civil day of receipt, and when the newest version arrived up to the
-- cut-off, whatever the filter. The arrival is written beside every version.
SELECT
    (SELECT count() FROM records WHERE received <= {cutoff:DateTime64(3, 'UTC')}) AS facts,
    (SELECT min(received_day) FROM records WHERE received <= {cutoff:DateTime64(3, 'UTC')}) AS first_day,
    (SELECT max(recorded_at) FROM record_versions WHERE recorded_at <= {cutoff:DateTime64(3, 'UTC')}) AS newest
