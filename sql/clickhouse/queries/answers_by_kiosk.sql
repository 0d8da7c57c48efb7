-- How many people answered at each kiosk and place on one day, and how many of their answers do not count?
SELECT
    toString(kiosk) AS screen,
    uniqExactIf(response_id, counted) AS responses,
    uniqExactIf(response_id, NOT counted) AS excluded
FROM answers FINAL
WHERE day = {day:Date}
  AND kiosk != ''
  AND reason != 'replaced'
GROUP BY screen
SETTINGS do_not_merge_across_partitions_select_final = 1
