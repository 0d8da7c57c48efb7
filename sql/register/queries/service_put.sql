-- A service, new or changed.
INSERT INTO services (id, names, department, unmapped, valid_from, valid_to, mapped_to)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE
SET names = excluded.names,
    department = excluded.department,
    unmapped = excluded.unmapped,
    valid_from = excluded.valid_from,
    valid_to = excluded.valid_to,
    mapped_to = excluded.mapped_to
