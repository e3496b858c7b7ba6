-- name: claims
-- scope: open
SELECT c.layer, c.track, c.shift_id, c.ord, c.person_id, c.from_at, c.until_at, p.name, p.unit, coalesce(m.phone, '') AS phone
FROM (
  SELECT 0 AS layer, 'officer' AS track, s.id AS shift_id, s.id AS ord, s.officer_id AS person_id, s.from_at, s.until_at
  FROM duty_shift s JOIN duty_roster r ON r.id = s.roster_id
  WHERE r.state = 'published' AND s.officer_id > 0 AND s.from_at < $2 AND s.until_at > $1
  UNION ALL
  SELECT 0 AS layer, 'leader' AS track, s.id AS shift_id, s.id AS ord, s.leader_id AS person_id, s.from_at, s.until_at
  FROM duty_shift s JOIN duty_roster r ON r.id = s.roster_id
  WHERE r.state = 'published' AND s.leader_id > 0 AND s.from_at < $2 AND s.until_at > $1
  UNION ALL
  SELECT 1 AS layer, t.track, 0 AS shift_id, t.id AS ord, t.person_id, t.from_at,
    CASE WHEN t.ended_at > 0 AND t.ended_at < t.until_at THEN t.ended_at ELSE t.until_at END AS until_at
  FROM duty_temporary t WHERE t.from_at < $2 AND t.until_at > $1 AND (t.ended_at = 0 OR t.ended_at > t.from_at AND t.ended_at > $1)
  UNION ALL
  SELECT 2 AS layer, w.track, w.shift_id, w.id AS ord, w.to_id AS person_id, w.from_at, w.until_at
  FROM duty_swap w JOIN duty_shift s ON s.id = w.shift_id
  WHERE w.state = 'approved' AND w.shift_rev = s.rev AND w.from_at < $2 AND w.until_at > $1
  UNION ALL
  SELECT 3 AS layer, a.track, a.shift_id, a.id AS ord, a.person_id, a.from_at,
    CASE WHEN a.until_at > 0 THEN a.until_at WHEN s.until_at > $3 THEN s.until_at ELSE $3 END AS until_at
  FROM duty_presence a JOIN duty_shift s ON s.id = a.shift_id
  WHERE a.from_at < $2 AND (a.until_at = 0 OR a.until_at > $1)
) c JOIN org_person p ON p.id = c.person_id LEFT JOIN duty_member m ON m.person_id = c.person_id
ORDER BY c.from_at, c.layer, c.ord

-- name: published_between
-- scope: open
SELECT count(*) FROM duty_shift s JOIN duty_roster r ON r.id = s.roster_id WHERE r.state = 'published' AND s.from_at < $2 AND s.until_at > $1

-- name: shift_drop
DELETE FROM duty_shift WHERE roster_id = $1

-- name: exemptions
-- scope: deed
SELECT x.id, x.person_id, x.since, x.until, x.ground, x.ground_on, x.made_at, x.ended_at, p.name FROM duty_exemption x JOIN org_person p ON p.id = x.person_id WHERE x.ended_at = 0 ORDER BY x.until, x.id

-- name: exempt_spans
-- scope: deed
SELECT x.person_id, x.since, x.until FROM duty_exemption x WHERE x.ended_at = 0 AND x.since < $2 AND x.until > $1 ORDER BY x.id

-- name: members
-- scope: open
SELECT m.id, m.person_id, m.phone, m.excused FROM duty_member m ORDER BY m.person_id

-- name: temporaries
-- scope: open
SELECT t.id, t.track, t.person_id, t.from_at, t.until_at, t.reason, t.made_by, p.name FROM duty_temporary t JOIN org_person p ON p.id = t.person_id WHERE t.ended_at = 0 AND t.until_at > $1 ORDER BY t.from_at

-- name: presence_open
-- scope: deed
SELECT id, shift_id, person_id, from_at FROM duty_presence WHERE track = $1 AND until_at = 0 ORDER BY id

-- name: feed
-- scope: public
SELECT id, login, person_id, whole FROM duty_feed WHERE token = $1 AND revoked_at = 0

-- name: feeds_of
-- scope: self
SELECT id, login, person_id, whole, made_at FROM duty_feed WHERE login = $1 AND revoked_at = 0 ORDER BY id

-- name: last_end
-- scope: deed
SELECT coalesce(max(s.until_at), 0) FROM duty_shift s JOIN duty_roster r ON r.id = s.roster_id WHERE r.month < $1

-- name: months_over
-- scope: deed
SELECT r.id FROM duty_roster r WHERE r.state = 'published' AND r.owed_at = 0 AND NOT EXISTS (SELECT 1 FROM duty_shift s WHERE s.roster_id = r.id AND s.until_at > $1) ORDER BY r.month

-- name: told
-- scope: self
SELECT key FROM notify_todo WHERE login = $1 AND key LIKE 'duty.told:%' AND done_at = 0

-- name: swapped
-- scope: figures
SELECT count(*) FROM duty_swap w JOIN duty_shift s ON s.id = w.shift_id WHERE w.state = 'approved' AND w.shift_rev = s.rev AND w.from_at >= $1 AND w.from_at < $2

-- name: asked
-- scope: figures
SELECT count(*) FROM duty_swap WHERE shift_id = $1 AND state IN ('asked', 'stale')
