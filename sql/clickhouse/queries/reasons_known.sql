-- From when to when do we hold answers of kiosks and QR codes? The first civil day and the newest arrival up to the cut-off.
SELECT
    count() AS facts,
    min(day) AS first_day,
    max(received) AS newest
FROM answers
WHERE received <= {cutoff:DateTime64(3, 'UTC')}
  AND kiosk != ''
