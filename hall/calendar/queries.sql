-- name: notices
-- scope: open
SELECT id, year, title, number, url, spans, state, entered_by, entered_name, entered_at, decided_by, decided_name, decided_at, reason
FROM calendar_notice ORDER BY id

-- name: notice
-- scope: open
SELECT id, year, title, number, url, spans, state, entered_by, entered_name, entered_at, decided_by, decided_name, decided_at, reason
FROM calendar_notice WHERE id = $1

-- name: notice_waiting
-- scope: deed
SELECT id, year, title, number, url, spans, state, entered_by, entered_name, entered_at, decided_by, decided_name, decided_at, reason
FROM calendar_notice WHERE state = 'entered' AND year = $1 ORDER BY id LIMIT 1

-- name: in_force
-- scope: open
SELECT id, year, title, number, url, spans, state, entered_by, entered_name, entered_at, decided_by, decided_name, decided_at, reason
FROM calendar_notice WHERE state = 'confirmed' ORDER BY decided_at, id

-- name: stamp
-- scope: open
SELECT count(*) AS n, coalesce(max(decided_at), 0) AS last FROM calendar_notice WHERE state = 'confirmed'

-- name: notice_insert
INSERT INTO calendar_notice (id, year, title, number, url, spans, state, entered_by, entered_name, entered_at, decided_by, decided_name, decided_at, reason)
VALUES ($1, $2, $3, $4, $5, $6, 'entered', $7, $8, $9, '', '', 0, '')

-- name: notice_decide
UPDATE calendar_notice SET state = $2, decided_by = $3, decided_name = $4, decided_at = $5, reason = $6 WHERE id = $1

-- name: absences_between
-- scope: open
SELECT id, person_id, since_half, until_half, kind, subject, ended_at FROM calendar_absence
WHERE withdrawn = 0 AND until_half > $1 AND since_half < $2 ORDER BY since_half, id

-- name: absences_of
-- scope: open
SELECT id, person_id, since_half, until_half, kind, subject, ended_at FROM calendar_absence
WHERE withdrawn = 0 AND person_id = $1 AND until_half > $2 AND since_half < $3 ORDER BY since_half, id

-- name: absences_by_subject
-- scope: deed
SELECT id, person_id, since_half, until_half, kind, subject, ended_at FROM calendar_absence
WHERE withdrawn = 0 AND subject = $1 ORDER BY person_id, since_half, id

-- name: absence_insert
INSERT INTO calendar_absence (id, person_id, since_half, until_half, kind, subject, ended_at, withdrawn)
VALUES ($1, $2, $3, $4, $5, $6, 0, 0)

-- name: absence_end
UPDATE calendar_absence SET ended_at = $2 WHERE id = $1

-- name: absence_withdraw
UPDATE calendar_absence SET withdrawn = 1 WHERE id = $1
