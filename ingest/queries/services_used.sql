-- To which of these services do facts refer?
SELECT DISTINCT service
FROM
(
    SELECT service FROM records WHERE service IN {services:Array(String)}
    UNION ALL
    SELECT service FROM answers WHERE service IN {services:Array(String)} AND reason != 'replaced'
    UNION ALL
    SELECT service FROM case_facts WHERE service IN {services:Array(String)}
    UNION ALL
    SELECT service FROM consultations WHERE service IN {services:Array(String)}
)
