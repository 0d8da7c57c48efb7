-- What did the senders of these cases write, locked, and under which keys? $1: the numbers of the cases as a JSON list. A case
-- without a text, and one whose key was destroyed, is left out.
SELECT c.number, c.body, k.wrapped
FROM json_each($1) AS n
JOIN cases AS c ON c.number = n.value
JOIN case_keys AS k ON k.number = c.number AND k.subject = 'text'
WHERE length(c.body) > 0
