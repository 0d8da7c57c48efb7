-- Does anything refer to this service ($1)? $2 is the service in quotes between per cent signs, as it stands in a screen's settings.
SELECT EXISTS (SELECT 1 FROM cases WHERE service = $1) OR EXISTS (SELECT 1 FROM kiosks WHERE service = $1 OR screen LIKE $2)
    OR EXISTS (SELECT 1 FROM places WHERE service = $1 OR screen LIKE $2) OR EXISTS (SELECT 1 FROM comments WHERE service = $1)
    OR EXISTS (SELECT 1 FROM survey_links WHERE service = $1) OR EXISTS (SELECT 1 FROM consultations WHERE service = $1)
    OR EXISTS (SELECT 1 FROM services WHERE mapped_to = $1)
