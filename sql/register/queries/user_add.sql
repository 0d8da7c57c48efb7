-- A new user, unless the login is taken.
INSERT INTO users (id, login, name, role, department, password, active, created, changed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
ON CONFLICT (login) DO NOTHING
