-- A comment in the place of the one that the response had, under a key of its own.
INSERT INTO comments (response_id, language, office, service, department, channel, moment, wrapped, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (response_id) DO UPDATE
SET language = excluded.language,
    office = excluded.office,
    service = excluded.service,
    department = excluded.department,
    channel = excluded.channel,
    moment = excluded.moment,
    wrapped = excluded.wrapped,
    body = excluded.body
