-- name: has_file
-- scope: system
SELECT count(*) FROM disclosure_paper WHERE sha256 = $1

-- name: monthly
-- scope: deed
SELECT count(*) FROM disclosure_application WHERE applicant_key = $1 AND kind = 'information' AND came_on >= $2 AND came_on < $3

-- name: failed
-- scope: system
SELECT failed FROM disclosure_attempt WHERE bucket = $1

-- name: fail
INSERT INTO disclosure_attempt (bucket, day, failed) VALUES ($1, $2, 1)
ON CONFLICT (bucket) DO UPDATE SET failed = disclosure_attempt.failed + 1

-- name: forget_attempts
DELETE FROM disclosure_attempt WHERE day < $1

-- name: reckoned
-- scope: system
SELECT event_id, due FROM disclosure_reckoning WHERE application_id = $1

-- name: reckon
INSERT INTO disclosure_reckoning (application_id, event_id, due, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (application_id) DO UPDATE SET event_id = excluded.event_id, due = excluded.due, at = excluded.at

