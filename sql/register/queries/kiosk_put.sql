-- A kiosk, new or changed. The token of one that is known stays.
INSERT INTO kiosks (id, token, token_locked, name, office, department, service, question, active, screen, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)
ON CONFLICT (id) DO UPDATE
SET name = excluded.name,
    office = excluded.office,
    department = excluded.department,
    service = excluded.service,
    question = excluded.question,
    active = excluded.active,
    screen = excluded.screen,
    version = kiosks.version + 1
