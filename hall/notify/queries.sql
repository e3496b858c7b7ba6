-- name: put
INSERT INTO notify_todo (key, login, role, unit, text, url, due, from_on, made, done_at, done_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '')
ON CONFLICT (key) DO UPDATE SET login = excluded.login, role = excluded.role, unit = excluded.unit, text = excluded.text,
  url = excluded.url, due = excluded.due, from_on = excluded.from_on, done_at = 0, done_by = '',
  made = CASE WHEN notify_todo.done_at = 0 THEN notify_todo.made ELSE excluded.made END

-- name: settle
UPDATE notify_todo SET done_at = $2, done_by = $3 WHERE key = $1 AND done_at = 0

-- name: open
-- scope: self
SELECT key, login, role, unit, text, url, due, from_on, made FROM notify_todo

-- name: counts
-- scope: self
SELECT count(*) AS open, coalesce(sum(CASE WHEN due <> '' AND due < $1 THEN 1 ELSE 0 END), 0) AS late FROM notify_todo

-- name: address
-- scope: self
SELECT address FROM notify_address WHERE login = $1

-- name: addresses
-- scope: system
SELECT login, address, reminded FROM notify_address WHERE reminded < $1 ORDER BY login

-- name: address_set
INSERT INTO notify_address (login, address, reminded) VALUES ($1, $2, '')
ON CONFLICT (login) DO UPDATE SET address = excluded.address

-- name: address_clear
DELETE FROM notify_address WHERE login = $1

-- name: address_reminded
UPDATE notify_address SET reminded = $2 WHERE login = $1
