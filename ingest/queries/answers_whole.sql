-- What is held now about these responses, as whole rows? Rows that a correction replaced are none of it.
SELECT day, response_id, question, version, moment, received, hour, score, office, service, department, channel, kiosk,
    language, order_speed, record, counted, reason, moment_note, form_version
FROM answers FINAL
WHERE day BETWEEN {first:Date} AND {last:Date}
  AND reason != 'replaced'
  AND response_id IN {responses:Array(UUID)}
ORDER BY day, response_id, question
