-- A file that nobody needs any more, unless somebody began to need it meanwhile.
DELETE FROM attachments
WHERE id = $1
  AND ((owner = 'case' AND wrapped IS NULL) OR (owner = 'nothing' AND stored < $2))
