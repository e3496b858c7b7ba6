-- name: line
-- scope: deed
SELECT id, code, year, no, day, title, unit, state, due, facts, words, persons, voided, by_login, by_name, at, version FROM register_line WHERE id = $1

-- name: facts
-- scope: deed
SELECT facts FROM register_line WHERE code = $1 AND voided = ''

-- name: changes
-- scope: reach
SELECT id, line_id, version, facts, reason, by_name, at FROM register_change WHERE line_id = $1 ORDER BY version DESC
