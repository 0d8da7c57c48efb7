-- Something that waits for an officer to look at it.
INSERT INTO set_aside (number, submission_id, received, kind, reason, deadline, link_hash, wrapped, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
