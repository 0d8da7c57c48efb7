-- What did an import ($1) tell of, beginning behind an item ($2)? With it: does anything else that stands tell of the same,
-- a later import too, and did any import make it? Ids of imports grow with time.
SELECT i.item, i.line, i.made, i.stand, i.fate,
       EXISTS (SELECT 1
               FROM import_items AS o
               LEFT JOIN imports AS m ON m.id = o.import_id
               WHERE o.item = i.item AND o.import_id <> i.import_id
                 AND (o.import_id = '' OR m.state NOT IN ('undoing', 'undone', 'cancelling', 'cancelled'))),
       EXISTS (SELECT 1
               FROM import_items AS o
               JOIN imports AS m ON m.id = o.import_id
               WHERE o.item = i.item AND o.import_id > i.import_id AND m.state NOT IN ('undoing', 'undone', 'cancelling', 'cancelled')),
       EXISTS (SELECT 1 FROM import_items AS o WHERE o.item = i.item AND o.made)
FROM import_items AS i
WHERE i.import_id = $1 AND i.item > $2
ORDER BY i.item
LIMIT $3
