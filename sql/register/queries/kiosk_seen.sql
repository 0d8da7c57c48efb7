-- A kiosk was heard of. News that come late never replace newer ones, and a page that cannot tell its clock leaves what is known of it.
INSERT INTO kiosk_seen (kiosk, seen_at, skew, skew_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (kiosk) DO UPDATE
SET seen_at = excluded.seen_at,
    skew = COALESCE(excluded.skew, kiosk_seen.skew),
    skew_at = COALESCE(excluded.skew_at, kiosk_seen.skew_at)
WHERE excluded.seen_at >= kiosk_seen.seen_at
