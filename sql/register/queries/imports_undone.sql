-- Which imports of this profile no longer count?
SELECT id
FROM imports
WHERE profile = $1 AND state IN ('undoing', 'undone', 'cancelling', 'cancelled')
