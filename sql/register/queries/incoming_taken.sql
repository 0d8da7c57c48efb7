-- How many cases, sealed ones left out, have this incoming number of this year?
SELECT COUNT(*) FROM cases WHERE incoming_year = $1 AND incoming_key = $2
