-- name: refused
-- scope: figures
SELECT count(*) FROM secrecy_refusal WHERE at >= $1 AND at < $2

-- name: stated
-- scope: figures
SELECT count(*) FROM secrecy_statement WHERE at >= $1 AND at < $2

-- name: has_file
-- scope: system
SELECT count(*) FROM secrecy_check WHERE sha256 = $1

-- name: todo_known
-- scope: system
SELECT count(*) FROM notify_todo WHERE key = $1

-- name: trained
-- scope: figures
SELECT count(DISTINCT a.person_id) FROM secrecy_attendance a JOIN secrecy_training t ON t.id = a.training_id WHERE t.year = $1 AND t.state = 'closed'

-- name: todos_open
-- scope: system
SELECT key, login, text FROM notify_todo WHERE done_at = 0 AND substr(key, 1, $2) = $1 ORDER BY key
