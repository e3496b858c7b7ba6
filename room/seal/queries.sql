-- name: seal_years
-- scope: system
SELECT DISTINCT u.year FROM seal_use u WHERE u.year < $1 AND NOT EXISTS (SELECT 1 FROM seal_year y WHERE y.id = u.year) ORDER BY u.year

-- name: year_uses
-- scope: system
SELECT count(*) FROM seal_use WHERE year = $1

-- name: has_file
-- scope: system
SELECT (SELECT count(*) FROM seal_application WHERE sha256 = $1) + (SELECT count(*) FROM seal_seal WHERE sample_sha = $1)

-- name: letter_open
-- scope: deed
SELECT count(*) FROM seal_letter WHERE application_id = $1 AND state = 'waiting'

-- name: todos_open
-- scope: system
SELECT key, login, text FROM notify_todo WHERE done_at = 0 AND substr(key, 1, $2) = $1 ORDER BY key

-- name: todo_known
-- scope: system
SELECT count(*) FROM notify_todo WHERE key = $1
