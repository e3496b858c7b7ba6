-- name: seats
-- scope: deed
SELECT id FROM meeting_seat WHERE meeting_id = $1 ORDER BY id

-- name: has_file
-- scope: system
SELECT count(*) FROM meeting_paper WHERE sha256 = $1

-- name: in_meeting
-- scope: self
SELECT count(*) FROM meeting_seat WHERE meeting_id = $1 AND login = $2 AND part <> 'gone'

-- name: access_open
-- scope: self
SELECT count(*) FROM meeting_access WHERE meeting_id = $1 AND login = $2 AND (answer = 'asked' OR (answer = 'granted' AND until_on >= $3))

-- name: today
-- scope: self
SELECT m.id, m.kind, m.starts_at, m.place, s.part, m.state FROM meeting_meeting m JOIN meeting_seat s ON s.meeting_id = m.id
WHERE s.login = $1 AND s.part <> 'gone' AND m.held_on = $2 AND m.state <> 'cancelled' ORDER BY m.starts_at, m.id

-- name: standing_of
-- scope: deed
SELECT i.state, i.outcome, i.words, i.place, i.kind, i.meeting_id, coalesce(m.held_on, '') AS held_on, coalesce(m.paper, '') AS paper,
  CASE WHEN m.state = 'signed' THEN 1 ELSE 0 END AS signed
FROM meeting_item i LEFT JOIN meeting_meeting m ON m.id = i.meeting_id
WHERE i.source = $1 AND i.source <> '' ORDER BY i.id DESC LIMIT 1

-- name: attending
-- scope: deed
SELECT m.kind, m.held_on, m.starts_at FROM meeting_seat s JOIN meeting_meeting m ON m.id = s.meeting_id
WHERE s.person_id = $1 AND s.part IN ('member', 'observer') AND m.state IN ('planned', 'told') AND m.starts_at < $3 AND m.ends_at > $2
ORDER BY m.starts_at, m.id

-- name: void_vote
-- scope: deed
DELETE FROM meeting_vote WHERE id = $1

-- name: void_task
-- scope: deed
DELETE FROM meeting_resolution WHERE id = $1

-- name: elsewhere
-- scope: deed
SELECT s.person_id, m.kind, m.starts_at, m.ends_at FROM meeting_seat s JOIN meeting_meeting m ON m.id = s.meeting_id
WHERE m.id <> $1 AND s.part IN ('member', 'observer') AND s.excuse = '' AND m.state IN ('planned', 'told', 'open') AND m.starts_at < $3 AND m.ends_at > $2
ORDER BY m.starts_at, s.person_id

-- name: inside
-- scope: deed
SELECT m.kind FROM meeting_meeting m JOIN meeting_move i ON i.meeting_id = m.id AND i.kind = 'in'
WHERE m.id <> $1 AND m.held_on = $2 AND m.state IN ('told', 'open') AND i.person_id = $3 AND i.at <= $4
  AND NOT EXISTS (SELECT 1 FROM meeting_move o WHERE o.meeting_id = m.id AND o.person_id = i.person_id AND o.kind = 'out' AND o.at >= i.at AND o.at <= $4)
ORDER BY m.id LIMIT 1
