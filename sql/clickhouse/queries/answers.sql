-- How did people answer? Counted answers by score, for each group and (is_total = 1) for all of them together.
-- An empty list of questions, offices ... does not filter. Answers that arrived after the cut-off are left out.
SELECT
    toString({by:Identifier}) AS key,
    toUInt64(grouping({by:Identifier})) AS is_total,
    count() AS answers,
    countIf(score >= 4) AS satisfied,
    countIf(score = 1) AS score_1,
    countIf(score = 2) AS score_2,
    countIf(score = 3) AS score_3,
    countIf(score = 4) AS score_4,
    countIf(score = 5) AS score_5
FROM
(
    SELECT
        '' AS total,
        formatDateTime(day, '%Y-%m') AS month,
        leftPad(toString(hour), 2, '0') AS hour,
        question,
        score,
        office,
        transform(service, {mapped:Array(String)}, {mapped_to:Array(String)}, service) AS service,
        department,
        channel,
        order_speed
    FROM answers FINAL
    WHERE day BETWEEN {from:Date} AND {to:Date}
      AND received <= {cutoff:DateTime64(3, 'UTC')}
      AND counted
      AND (empty({questions:Array(String)}) OR has({questions:Array(String)}, question))
      AND (empty({offices:Array(String)}) OR has({offices:Array(String)}, office))
      AND (empty({services:Array(String)}) OR has({services:Array(String)}, service))
      AND (empty({departments:Array(String)}) OR has({departments:Array(String)}, department))
      AND (empty({channels:Array(String)}) OR has({channels:Array(String)}, channel))
)
GROUP BY GROUPING SETS (({by:Identifier}), ())
SETTINGS do_not_merge_across_partitions_select_final = 1
