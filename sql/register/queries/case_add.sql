-- A new case.
INSERT INTO cases (number, fact_id, version, kind, category, office, service, department, channel,
                   language, anonymous, concerns_staff, incident_on, received, deadline, first_deadline, legal_deadline,
                   extensions, late_extension, triaged, danger, answered, closed, outcome, ground, reopenings, body, submission_id,
                   incoming, incoming_key, incoming_year)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28,
        $29, $30, $31)
