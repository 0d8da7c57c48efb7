-- From when to when do we hold consultations? The first civil day and the newest one up to the cut-off, whatever the filter. One is
-- written down when it is held, so that its own moment tells how fresh the log is.
SELECT
    count() AS facts,
    min(day) AS first_day,
    max(moment) AS newest
FROM consultations
WHERE moment <= {cutoff:DateTime64(3, 'UTC')}
