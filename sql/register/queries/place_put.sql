-- A place, new or changed. The code of one that is known stays.
INSERT INTO places (id, code, names, office, department, service, question, active, screen, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
ON CONFLICT (id) DO UPDATE
SET names = excluded.names,
    office = excluded.office,
    department = excluded.department,
    service = excluded.service,
    question = excluded.question,
    active = excluded.active,
    screen = excluded.screen,
    version = places.version + 1
