-- name: notices
-- scope: open
SELECT id, year, title, number, url, spans, state, entered_by, entered_name, entered_at, decided_by, decided_name, decided_at, reason
FROM calendar_notice ORDER BY id

-- name: notice
-- scope: open
SELECT id, year, title, number, url, spans, state, entered_by, entered_name, entered_at, decided_by, decided_name, decided_at, reason
FROM calendar_notice WHERE id = $1

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
