-- Somebody opened a sealed case.
INSERT INTO sealed_reads (number, seq, actor, moment)
SELECT $1, COALESCE(MAX(seq), 0) + 1, $2, $3
FROM sealed_reads
WHERE number = $1
