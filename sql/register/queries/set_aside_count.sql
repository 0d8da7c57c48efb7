-- One more was set aside ($3), restored ($4) or erased ($5) of a day and reason.
INSERT INTO set_aside_counts (day, reason, aside, restored, erased)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (day, reason) DO UPDATE
SET aside    = set_aside_counts.aside + excluded.aside,
    restored = set_aside_counts.restored + excluded.restored,
    erased   = set_aside_counts.erased + excluded.erased
