-- name: rooms
-- scope: open
SELECT id, name, place, seats, equipment, phone, keeper, retired, version FROM meeting_venue ORDER BY name, id

-- name: between
-- scope: open
SELECT id, room_id, title, from_at, until_at, state, source, login, name, unit, unit_name, phone, reason, changed_by, changed_at, untold, made_at, version
FROM meeting_booking WHERE state = 'booked' AND from_at < $2 AND until_at > $1 ORDER BY from_at, id

-- name: meets
-- scope: deed
SELECT id, room_id, title, from_at, until_at, state, source, login, name, unit, unit_name, phone, reason, changed_by, changed_at, untold, made_at, version
FROM meeting_booking WHERE state = 'booked' AND from_at < $2 AND until_at > $1 AND id <> $3 ORDER BY from_at, id

-- name: of_source
-- scope: deed
SELECT id, room_id, title, from_at, until_at, state, source, login, name, unit, unit_name, phone, reason, changed_by, changed_at, untold, made_at, version
FROM meeting_booking WHERE source = $1 AND state = 'booked' ORDER BY id

-- name: coming
-- scope: deed
SELECT count(*) FROM meeting_booking WHERE room_id = $1 AND state = 'booked' AND until_at > $2

-- name: booking
-- scope: open
SELECT id, room_id, title, from_at, until_at, state, source, login, name, unit, unit_name, phone, reason, changed_by, changed_at, untold, made_at, version
FROM meeting_booking WHERE id = $1
