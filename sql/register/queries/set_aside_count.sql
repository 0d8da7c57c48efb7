-- One more was set aside ($3) or restored ($4) of a day and reason.
INSERT INTO set_aside_counts (day, reason, aside, restored)
VALUES ($1, $2, $3, $4)
ON CONFLICT (day, reason) DO UPDATE SET aside = set_aside_counts.aside + excluded.aside, restored = set_aside_counts.restored + excluded.restored
