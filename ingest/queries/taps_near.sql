-- Which taps of these screens are held from one moment to another? Those whose moment is only that of their arrival tell nothing.
SELECT kiosk, response_id, max(moment)
FROM answers
WHERE day BETWEEN {first:Date} AND {last:Date}
  AND kiosk IN {kiosks:Array(String)}
  AND channel = 'kiosk'
  AND moment_note NOT IN ('too_old', 'too_early')
  AND moment BETWEEN {from:DateTime64(3, 'UTC')} AND {to:DateTime64(3, 'UTC')}
GROUP BY kiosk, response_id
