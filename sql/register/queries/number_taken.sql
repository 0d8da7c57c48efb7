-- How many cases, open to see, sealed or set aside, have this number, and how many came from this submission?
SELECT (SELECT COUNT(*) FROM cases WHERE number = $1) + (SELECT COUNT(*) FROM sealed_cases WHERE number = $1)
           + (SELECT COUNT(*) FROM set_aside WHERE number = $1),
       (SELECT COUNT(*) FROM cases WHERE submission_id = $2) + (SELECT COUNT(*) FROM sealed_cases WHERE submission_id = $2)
           + (SELECT COUNT(*) FROM set_aside WHERE submission_id = $2)
