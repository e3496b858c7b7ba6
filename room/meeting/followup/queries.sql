-- name: lines_of
-- scope: deed
SELECT id, item_id, kind, text, due, person, post, login, made_on, made_at FROM meeting_followup_line WHERE item_id = $1 ORDER BY id

-- name: papers_of
-- scope: deed
SELECT id, item_id, name, sha256, sm3, size, made_by, made_at FROM meeting_followup_paper WHERE item_id = $1 ORDER BY id

-- name: paper
-- scope: deed
SELECT id, item_id, name, sha256, sm3, size, made_by, made_at FROM meeting_followup_paper WHERE id = $1

-- name: has_file
-- scope: system
SELECT count(*) FROM meeting_followup_paper WHERE sha256 = $1

-- name: taken
-- scope: deed
SELECT count(*) FROM meeting_followup_item WHERE meeting_id = $1 AND agenda_id = $2 AND what = $3 AND owner_id = $4 AND first_due = $5

-- name: missed_of_year
-- scope: open  (why the bureau did not meet is no secret)
SELECT id, kind, year, month, reason, person, made_by, made_at FROM meeting_followup_missed WHERE year = $1 ORDER BY kind, month

-- name: missed_at
-- scope: deed
SELECT id FROM meeting_followup_missed WHERE kind = $1 AND year = $2 AND month = $3

-- name: reminded
-- scope: system
SELECT id, word, open, made_at FROM meeting_followup_reminded WHERE open = 1 ORDER BY id

-- name: reminded_word
-- scope: system
SELECT id, word, open, made_at FROM meeting_followup_reminded WHERE word = $1

-- name: reminded_set
UPDATE meeting_followup_reminded SET open = $2 WHERE id = $1
