-- What is the service record with a number about? Two sources may use the same one; the newer record is meant.
SELECT service, department, office, order_speed
FROM records FINAL
WHERE number = {number:String}
ORDER BY received DESC, source
LIMIT 1
