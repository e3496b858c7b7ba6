-- name: units
-- scope: open
SELECT id, code, name, place, active FROM org_unit ORDER BY place, code

-- name: posts
-- scope: open
SELECT id, code, unit, title, rank, place FROM org_post ORDER BY place, code

-- name: people
-- scope: open
SELECT id, name, unit, since, left_on, note FROM org_person ORDER BY unit, id

-- name: person
-- scope: open
SELECT id, name, unit, since, left_on, note FROM org_person WHERE id = $1

-- name: self
-- scope: self
SELECT a.id, a.person_id, a.login, a.name, a.password, a.password_at, a.must_change, a.totp, a.totp_step, a.state, a.roles, a.look, a.version,
  coalesce(p.id, 0) AS known, coalesce(p.name, '') AS person_name, coalesce(p.unit, '') AS unit, coalesce(p.left_on, '') AS left_on, coalesce(u.name, '') AS unit_name,
  coalesce(x.title, '') AS title, coalesce(o.since, '') AS held_since, coalesce(o.until, '') AS held_until
FROM org_account a LEFT JOIN org_person p ON p.id = a.person_id LEFT JOIN org_unit u ON u.code = p.unit
  LEFT JOIN org_office o ON o.person_id = p.id LEFT JOIN org_post x ON x.code = o.post
WHERE a.id = $1 ORDER BY x.place, o.id

-- name: offices
-- scope: open
SELECT o.id, o.person_id, o.post, o.since, o.until, p.title, p.unit, p.rank
FROM org_office o JOIN org_post p ON p.code = o.post ORDER BY o.person_id, p.place

-- name: offices_of
-- scope: open
SELECT o.id, o.person_id, o.post, o.since, o.until, p.title, p.unit, p.rank
FROM org_office o JOIN org_post p ON p.code = o.post WHERE o.person_id = $1 ORDER BY p.place

-- name: office
-- scope: deed
SELECT o.id, o.person_id, o.post, o.since, o.until, p.title, p.unit, p.rank
FROM org_office o JOIN org_post p ON p.code = o.post WHERE o.id = $1

-- name: post_by_code
-- scope: deed
SELECT id, code, unit, title, rank, place FROM org_post WHERE code = $1

-- name: unit_by_code
-- scope: deed
SELECT id, code, name, place, active FROM org_unit WHERE code = $1

-- name: accounts
-- scope: figures
SELECT id, person_id, login, name, password, password_at, must_change, totp, totp_step, state, roles, look, version FROM org_account ORDER BY id

-- name: account
-- scope: system
SELECT id, person_id, login, name, password, password_at, must_change, totp, totp_step, state, roles, look, version FROM org_account WHERE id = $1

-- name: account_by_login
-- scope: system
SELECT id, person_id, login, name, password, password_at, must_change, totp, totp_step, state, roles, look, version FROM org_account WHERE login = $1

-- name: failure
-- scope: system
SELECT login, address, fails, until, at FROM org_failure WHERE login = $1 AND address = $2

-- name: failure_set
INSERT INTO org_failure (login, address, fails, until, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (login, address) DO UPDATE SET fails = excluded.fails, until = excluded.until, at = excluded.at

-- name: failure_clear
DELETE FROM org_failure WHERE login = $1

-- name: unit_insert
INSERT INTO org_unit (id, code, name, place, active) VALUES ($1, $2, $3, $4, 1)

-- name: post_insert
INSERT INTO org_post (id, code, unit, title, rank, place) VALUES ($1, $2, $3, $4, $5, $6)

-- name: person_insert
INSERT INTO org_person (id, name, unit, since, left_on, note) VALUES ($1, $2, $3, $4, '', $5)

-- name: person_leave
UPDATE org_person SET left_on = $2 WHERE id = $1

-- name: office_insert
INSERT INTO org_office (id, person_id, post, since, until) VALUES ($1, $2, $3, $4, '')

-- name: office_end
UPDATE org_office SET until = $2 WHERE id = $1

-- name: account_insert
INSERT INTO org_account (id, person_id, login, name, password, password_at, must_change, totp, totp_step, state, roles, look, version)
VALUES ($1, $2, $3, $4, $5, $6, 1, '', 0, 'active', '', '{}', 1)

-- name: account_password
UPDATE org_account SET password = $2, password_at = $3, must_change = $4, version = version + 1 WHERE id = $1

-- name: account_roles
UPDATE org_account SET roles = $2, version = version + 1 WHERE id = $1

-- name: account_state
UPDATE org_account SET state = $2, version = version + 1 WHERE id = $1

-- name: account_totp
UPDATE org_account SET totp = $2, totp_step = $3, version = version + 1 WHERE id = $1

-- name: account_totp_step
UPDATE org_account SET totp_step = $2 WHERE id = $1

-- name: account_look
UPDATE org_account SET look = $2 WHERE id = $1

-- name: role_holders
-- scope: system
SELECT count(*) FROM org_account WHERE state = 'active' AND roles = $1

-- name: session_load
-- scope: system
SELECT hash, account_id, made, seen, address, agent FROM org_session WHERE hash = $1

-- name: session_save
INSERT INTO org_session (hash, account_id, made, seen, address, agent) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (hash) DO UPDATE SET seen = excluded.seen

-- name: session_touch
UPDATE org_session SET seen = $2 WHERE hash = $1

-- name: session_delete
DELETE FROM org_session WHERE hash = $1

-- name: session_delete_account
DELETE FROM org_session WHERE account_id = $1

-- name: session_close
DELETE FROM org_session WHERE hash = $1 AND account_id = $2

-- name: sessions_of
-- scope: self
SELECT hash, account_id, made, seen, address, agent FROM org_session WHERE account_id = $1 ORDER BY made
