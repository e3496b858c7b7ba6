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
