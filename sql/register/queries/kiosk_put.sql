-- A kiosk, new or changed.
INSERT INTO kiosks (id, token, name, office, department, service, question, active)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE
SET token = excluded.token,
    name = excluded.name,
    office = excluded.office,
    department = excluded.department,
    service = excluded.service,
    question = excluded.question,
    active = excluded.active
