-- name: offices_by_post
-- scope: open
SELECT o.id, o.person_id, o.post, o.since, o.until, p.title, p.unit, p.rank
FROM org_office o JOIN org_post p ON p.code = o.post ORDER BY p.place, o.since, o.id

-- name: backups
-- scope: open
SELECT id, post, person_id, backup_id, since, until FROM org_backup ORDER BY id

-- name: backup
-- scope: deed
SELECT id, post, person_id, backup_id, since, until FROM org_backup WHERE id = $1

-- name: backups_of
-- scope: deed
SELECT id, post, person_id, backup_id, since, until FROM org_backup WHERE post = $1 AND person_id = $2 ORDER BY since, id

-- name: backup_insert
INSERT INTO org_backup (id, post, person_id, backup_id, since, until) VALUES ($1, $2, $3, $4, $5, '')

-- name: backup_end
UPDATE org_backup SET until = $2 WHERE id = $1

-- name: supervisors
-- scope: open
SELECT id, unit, person_id, since, until FROM org_supervisor ORDER BY unit, since, id

-- name: supervisors_of
-- scope: deed
SELECT id, unit, person_id, since, until FROM org_supervisor WHERE unit = $1 ORDER BY since, id

-- name: supervisor
-- scope: deed
SELECT id, unit, person_id, since, until FROM org_supervisor WHERE id = $1

-- name: supervisor_insert
INSERT INTO org_supervisor (id, unit, person_id, since, until) VALUES ($1, $2, $3, $4, '')

-- name: supervisor_end
UPDATE org_supervisor SET until = $2 WHERE id = $1

-- name: delegations
-- scope: open
SELECT id, person_id, deputy_id, since, until, named_by, named_name, ended_at FROM org_delegation ORDER BY id

-- name: delegation
-- scope: deed
SELECT id, person_id, deputy_id, since, until, named_by, named_name, ended_at FROM org_delegation WHERE id = $1

-- name: delegations_standing
-- scope: open
SELECT id, person_id, deputy_id, since, until, named_by, named_name, ended_at FROM org_delegation
WHERE ended_at = 0 AND since < $2 AND until > $1 ORDER BY id

-- name: delegation_insert
INSERT INTO org_delegation (id, person_id, deputy_id, since, until, named_by, named_name, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)

-- name: delegation_end
UPDATE org_delegation SET ended_at = $2 WHERE id = $1

-- name: standin
-- scope: deed
SELECT id, backup, person_id, backup_id, kind, since_at, until_at, matters, reason, subject, made_by, made_at, ended_at FROM org_standin WHERE id = $1

-- name: standins_of
-- scope: self
SELECT id, backup, person_id, backup_id, kind, since_at, until_at, matters, reason, subject, made_by, made_at, ended_at
FROM org_standin WHERE person_id = $1 OR backup_id = $1 ORDER BY id DESC

-- name: standins_between
-- scope: system
SELECT id, backup, person_id, backup_id, kind, since_at, until_at, matters, reason, subject, made_by, made_at, ended_at
FROM org_standin WHERE ended_at = 0 AND since_at < $2 AND until_at > $1 ORDER BY id

-- name: standin_insert
INSERT INTO org_standin (id, backup, person_id, backup_id, kind, since_at, until_at, matters, reason, subject, made_by, made_at, ended_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0)

-- name: standin_end
UPDATE org_standin SET ended_at = $2 WHERE id = $1

-- name: lent
-- scope: system
SELECT a.id, a.name, a.unit, a.since, a.left_on, a.note, o.id AS office, o.post, p.title, p.unit AS post_unit, p.rank, o.since AS held_since, o.until AS held_until,
  b.id AS backup, b.since AS backup_since, b.until AS backup_until, s.id AS standin, s.since_at, s.until_at,
  0 AS delegation, '' AS named_since, '' AS named_until, coalesce(x.state, '') AS state, coalesce(x.roles, '') AS roles
FROM org_standin s JOIN org_backup b ON b.id = s.backup JOIN org_person a ON a.id = b.person_id
  JOIN org_office o ON o.person_id = b.person_id AND o.post = b.post JOIN org_post p ON p.code = o.post
  LEFT JOIN org_account x ON x.person_id = a.id
WHERE s.backup_id = $1 AND s.ended_at = 0 AND s.since_at <= $2 AND s.until_at > $2
UNION ALL
SELECT a.id, a.name, a.unit, a.since, a.left_on, a.note, o.id AS office, o.post, p.title, p.unit AS post_unit, p.rank, o.since AS held_since, o.until AS held_until,
  0 AS backup, '' AS backup_since, '' AS backup_until, 0 AS standin, 0 AS since_at, 0 AS until_at,
  d.id AS delegation, d.since AS named_since, d.until AS named_until, coalesce(x.state, '') AS state, coalesce(x.roles, '') AS roles
FROM org_delegation d JOIN org_person a ON a.id = d.person_id
  JOIN org_office o ON o.person_id = d.person_id JOIN org_post p ON p.code = o.post
  LEFT JOIN org_account x ON x.person_id = a.id
WHERE d.deputy_id = $1 AND d.ended_at = 0 AND d.since <= $3 AND d.until > $3
ORDER BY standin, delegation, office

-- name: logins
-- scope: system
SELECT id, person_id, login, state FROM org_account WHERE person_id <> 0 ORDER BY id

-- name: facts
-- scope: self
SELECT id, work_on, service_on, party_on, committee_on, committee_until FROM org_facts WHERE id = $1

-- name: facts_all
-- scope: system
SELECT id, work_on, service_on, party_on, committee_on, committee_until FROM org_facts ORDER BY id

-- name: facts_set
INSERT INTO org_facts (id, work_on, service_on, party_on, committee_on, committee_until) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET work_on = excluded.work_on, service_on = excluded.service_on, party_on = excluded.party_on,
  committee_on = excluded.committee_on, committee_until = excluded.committee_until
