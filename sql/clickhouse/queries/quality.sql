-- What is wrong with the data? Records without a deadline, closed without a date, or of a service that is in no catalogue; and in the
-- days since the given one, kiosks whose clock was wrong.
SELECT
    countIf(due IS NULL) AS no_deadline,
    countIf(finished IS NULL AND outcome IN ('completed', 'withdrawn', 'forwarded')) AS undated,
    countIf(startsWith(transform(service, {mapped:Array(String)}, {mapped_to:Array(String)}, service), 'x-')) AS unmapped,
    (SELECT uniqExact(kiosk) FROM answers FINAL WHERE day >= {since:Date} AND kiosk != '' AND moment_note IN ('shifted', 'too_early', 'too_old')) AS clocks
FROM records FINAL
SETTINGS do_not_merge_across_partitions_select_final = 1
