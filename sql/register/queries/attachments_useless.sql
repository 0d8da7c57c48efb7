-- Which files does nobody need any more: those whose key was destroyed, and those that belonged to nothing before $1?
SELECT id
FROM attachments
WHERE (owner = 'case' AND wrapped IS NULL)
   OR (owner = 'nothing' AND stored < $1)
