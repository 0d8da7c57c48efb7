-- Who sent a case.
INSERT INTO contacts (number, body, notify, email_mark)
VALUES ($1, $2, $3, $4)
