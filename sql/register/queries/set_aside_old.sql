-- What was set aside before $1 and has not been restored or erased since?
SELECT number
FROM set_aside
WHERE received < $1
  AND erased IS NULL
ORDER BY received, number
