-- Why did people answer as they did at kiosks and QR codes? Counted answers and those among them with a reason, for each group and
-- (is_total = 1) for all of them together. A person may choose several reasons: each answer counts once in every group it is in.
-- Office, service and the rest are those of the answer: it may have learnt its service, or that it does not count, after the reason.
-- A tap that was told late may have a moment other than what was added to it: reasons are looked for a month around the period.
SELECT
    toString({by:Identifier}) AS key,
    toUInt64(grouping({by:Identifier})) AS is_total,
    uniqExact(response_id) AS reason_answers,
    uniqExactIf(response_id, reason != '') AS reasoned,
    uniqExactIf(response_id, reason != '' AND score <= 3) AS reasoned_low,
    uniqExactIf(response_id, reason != '' AND score >= 4) AS reasoned_high
FROM
(
    SELECT
        '' AS total,
        formatDateTime(a.day, '%Y-%m') AS month,
        a.response_id AS response_id,
        a.score AS score,
        a.office AS office,
        a.service AS service,
        a.kiosk AS kiosk,
        arrayJoin(if(empty(r.reasons), [''], r.reasons)) AS reason
    FROM
    (
        SELECT day, response_id, question, score, toString(office) AS office, transform(toString(service), {mapped:Array(String)}, {mapped_to:Array(String)}, toString(service)) AS service,
            toString(kiosk) AS kiosk
        FROM answers FINAL
        WHERE day BETWEEN {from:Date} AND {to:Date}
          AND received <= {cutoff:DateTime64(3, 'UTC')}
          AND counted
          AND kiosk != ''
          AND (empty({questions:Array(String)}) OR has({questions:Array(String)}, question))
          AND (empty({offices:Array(String)}) OR has({offices:Array(String)}, office))
          AND (empty({services:Array(String)}) OR has({services:Array(String)}, service))
          AND (empty({departments:Array(String)}) OR has({departments:Array(String)}, department))
          AND (empty({channels:Array(String)}) OR has({channels:Array(String)}, channel))
    ) AS a
    LEFT JOIN
    (
        SELECT response_id, question, groupUniqArray(toString(reason)) AS reasons
        FROM answer_reasons FINAL
        WHERE day BETWEEN {from:Date} - 31 AND {to:Date} + 31
          AND received <= {cutoff:DateTime64(3, 'UTC')}
        GROUP BY response_id, question
    ) AS r ON r.response_id = a.response_id AND r.question = a.question
)
GROUP BY GROUPING SETS (({by:Identifier}), ())
HAVING is_total = 1 OR {by:String} != 'reason' OR key != ''
SETTINGS do_not_merge_across_partitions_select_final = 1
