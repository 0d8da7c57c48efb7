-- The words of what was set aside ($1) go at $2, with the key they are locked by; $3 is nothing.
UPDATE set_aside
SET erased = $2, wrapped = $3, body = $3
WHERE number = $1
