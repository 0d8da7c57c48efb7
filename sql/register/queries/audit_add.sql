-- One more entry of the audit trail.
INSERT INTO audit (seq, moment, actor, action, subject, details)
VALUES ($1, $2, $3, $4, $5, $6)
