-- How many cases have this incoming number of this year? $3: the mark by which one that was sealed meanwhile is known.
SELECT (SELECT COUNT(*) FROM cases WHERE incoming_year = $1 AND incoming_key = $2)
           + (SELECT COUNT(*) FROM sealed_cases WHERE incoming_mark = $3)
