-- name: lock
UPDATE flow_case SET version = version + 1 WHERE id = $1

-- name: case
-- scope: deed
SELECT id, subject, kind, title, line, url, applicant, applicant_login, applicant_name, applicant_post, phase, round, submitted_at, settled_at, ended_at, due, facts, ruling, edition, basis, basis_line, restricted, version
FROM flow_case WHERE id = $1

-- name: case_of
-- scope: deed
SELECT id, subject, kind, title, line, url, applicant, applicant_login, applicant_name, applicant_post, phase, round, submitted_at, settled_at, ended_at, due, facts, ruling, edition, basis, basis_line, restricted, version
FROM flow_case WHERE subject = $1

-- name: case_insert
INSERT INTO flow_case (id, subject, kind, title, line, url, applicant, applicant_login, applicant_name, applicant_post, phase, round, submitted_at, settled_at, ended_at, due, facts, ruling, edition, basis, basis_line, restricted, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'running', 0, $11, 0, 0, $12, $13, $14, $15, $16, $17, $18, 1)

-- name: case_state
UPDATE flow_case SET phase = $2, round = $3, settled_at = $4, ended_at = $5 WHERE id = $1

-- name: case_facts
UPDATE flow_case SET title = $2, line = $3, due = $4, facts = $5, ruling = $6, edition = $7, basis = $8, basis_line = $9, restricted = $10 WHERE id = $1

-- name: steps
-- scope: deed
SELECT id, case_id, round, place, who, act, state, person, person_name, added, oral_at, oral_by, since, done_at, outcome, vacant
FROM flow_step WHERE case_id = $1 ORDER BY round, place

-- name: case_of_step
-- scope: deed
SELECT case_id FROM flow_step WHERE id = $1

-- name: step_put
INSERT INTO flow_step (id, case_id, round, place, who, act, state, person, person_name, added, oral_at, oral_by, since, done_at, outcome, vacant)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (id) DO UPDATE SET place = excluded.place, state = excluded.state, person = excluded.person, person_name = excluded.person_name,
  oral_at = excluded.oral_at, oral_by = excluded.oral_by, since = excluded.since, done_at = excluded.done_at, outcome = excluded.outcome, vacant = excluded.vacant

-- name: events
-- scope: deed
SELECT id, case_id, n, step_id, action, outcome, person, login, name, post, stands_for, at, event_at, since, words, data
FROM flow_event WHERE case_id = $1 ORDER BY n

-- name: acted_elsewhere
-- scope: deed
SELECT DISTINCT e.person FROM flow_event e JOIN flow_step s ON s.id = e.step_id JOIN flow_case c ON c.id = e.case_id
WHERE e.case_id = $1 AND e.step_id <> $2 AND e.outcome <> '' AND s.round = c.round AND s.state = 'done'

-- name: event_last
-- scope: deed
SELECT coalesce(max(n), 0) FROM flow_event WHERE case_id = $1

-- name: event_insert
INSERT INTO flow_event (id, case_id, n, step_id, action, outcome, person, login, name, post, stands_for, at, event_at, since, words, data)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)

-- name: holders
-- scope: deed
SELECT case_id, step_id, kind, person, login, name, post, stands_for FROM flow_holder WHERE case_id = $1 ORDER BY step_id, person

-- name: holders_of_step
-- scope: deed
SELECT case_id, step_id, kind, person, login, name, post, stands_for FROM flow_holder WHERE step_id = $1 ORDER BY person

-- name: holder_insert
INSERT INTO flow_holder (case_id, step_id, kind, person, login, name, post, stands_for) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: holders_clear
DELETE FROM flow_holder WHERE step_id = $1

-- name: holders_unexpect
DELETE FROM flow_holder WHERE step_id = $1 AND kind = 'expect'

-- name: holders_past
UPDATE flow_holder SET kind = 'past' WHERE step_id = $1

-- name: readers
-- scope: deed
SELECT id, case_id, person, login, name, by_name, at, read_at FROM flow_reader WHERE case_id = $1 ORDER BY id

-- name: reader
-- scope: deed
SELECT id, case_id, person, login, name, by_name, at, read_at FROM flow_reader WHERE id = $1

-- name: reader_insert
INSERT INTO flow_reader (id, case_id, person, login, name, by_name, at, read_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)

-- name: reader_read
UPDATE flow_reader SET read_at = $2 WHERE id = $1

-- name: visible
-- scope: self
SELECT count(*) FROM flow_case c WHERE c.id = $1 AND (c.applicant_login = $2
  OR EXISTS (SELECT 1 FROM flow_holder h WHERE h.case_id = c.id AND h.login = $2)
  OR EXISTS (SELECT 1 FROM flow_event e WHERE e.case_id = c.id AND e.login = $2)
  OR EXISTS (SELECT 1 FROM flow_reader r WHERE r.case_id = c.id AND r.login = $2))

-- name: before_me
-- scope: self
SELECT * FROM (SELECT 'waiting' AS box, c.id, c.subject, c.kind, c.title, c.line, c.url, c.applicant_name, c.applicant_post, c.phase, c.submitted_at, c.due,
    s.id AS step_id, s.who, s.act, s.added, s.person_name, s.since, s.oral_at, s.vacant, h.kind AS part, h.stands_for
  FROM flow_holder h JOIN flow_step s ON s.id = h.step_id JOIN flow_case c ON c.id = h.case_id
  WHERE h.login = $1 AND h.kind IN ('act', 'assign') AND s.state = 'open' AND c.phase IN ('running', 'recording')
  ORDER BY CASE WHEN c.due = '' THEN 1 ELSE 0 END, c.due, s.since, c.id LIMIT 500) AS waiting
UNION ALL
SELECT * FROM (SELECT 'reading' AS box, c.id, c.subject, c.kind, c.title, c.line, c.url, c.applicant_name, c.applicant_post, c.phase, c.submitted_at, c.due,
    r.id AS step_id, '' AS who, '' AS act, 0 AS added, '' AS person_name, r.at AS since, r.read_at AS oral_at, '' AS vacant, r.by_name AS part, '' AS stands_for
  FROM flow_reader r JOIN flow_case c ON c.id = r.case_id
  WHERE r.login = $1 AND r.read_at = 0 ORDER BY r.at DESC, r.id DESC LIMIT 500) AS reading

-- name: mine
-- scope: self
SELECT c.id, c.subject, c.kind, c.title, c.line, c.url, c.applicant_name, c.applicant_post, c.phase, c.submitted_at, c.due,
  coalesce(s.id, 0) AS step_id, coalesce(s.who, '') AS who, coalesce(s.act, '') AS act, coalesce(s.added, 0) AS added, coalesce(s.person_name, '') AS person_name,
  coalesce(s.since, 0) AS since, coalesce(s.oral_at, 0) AS oral_at, coalesce(s.vacant, '') AS vacant, 'own' AS part, '' AS stands_for
FROM flow_case c LEFT JOIN flow_step s ON s.case_id = c.id AND s.state = 'open'
WHERE c.applicant_login = $1
ORDER BY CASE WHEN c.ended_at = 0 THEN 0 ELSE 1 END, c.submitted_at DESC, c.id DESC LIMIT 500

-- name: mine_holders
-- scope: self
SELECT h.case_id, h.step_id, h.kind, h.person, h.login, h.name, h.post, h.stands_for
FROM flow_case c JOIN flow_holder h ON h.case_id = c.id
WHERE c.applicant_login = $1 AND c.ended_at = 0 AND h.kind IN ('act', 'assign') ORDER BY h.case_id, h.person

-- name: acted
-- scope: self
SELECT c.id, c.subject, c.kind, c.title, c.line, c.url, c.applicant_name, c.applicant_post, c.phase, c.submitted_at, c.due,
  e.step_id, '' AS who, '' AS act, 0 AS added, '' AS person_name, e.at AS since, 0 AS oral_at, '' AS vacant, e.action AS part, e.stands_for
FROM flow_event e JOIN flow_case c ON c.id = e.case_id
WHERE e.login = $1 AND c.applicant_login <> $1
  AND e.n = (SELECT max(x.n) FROM flow_event x WHERE x.case_id = e.case_id AND x.login = $1)
ORDER BY e.at DESC, e.id DESC LIMIT 500

-- name: under_way
-- scope: system
SELECT id FROM flow_case WHERE ended_at = 0 ORDER BY id

-- name: paper_owe
INSERT INTO flow_paper (id, subject, owed_at, filed_at) VALUES ($1, $2, $3, 0)

-- name: papers_owed
-- scope: system
SELECT id, subject FROM flow_paper WHERE filed_at = 0 ORDER BY id

-- name: paper_filed
UPDATE flow_paper SET filed_at = $2 WHERE id = $1 AND filed_at = 0

-- name: paper_owed
-- scope: deed
SELECT count(*) FROM flow_paper WHERE subject = $1

-- name: further_last
-- scope: deed
SELECT coalesce(max(n), 0) FROM flow_further WHERE subject = $1

-- name: further_owe
INSERT INTO flow_further (id, subject, n, what, body, owed_at, filed_at) VALUES ($1, $2, $3, $4, $5, $6, 0)

-- name: further_known
-- scope: deed
SELECT count(*) FROM flow_further WHERE subject = $1 AND what = $2

-- name: further_of
-- scope: system
SELECT what FROM flow_further WHERE subject = $1

-- name: furthers_owed
-- scope: system
SELECT x.id, x.subject, x.n, x.body FROM flow_further x JOIN flow_paper p ON p.subject = x.subject
WHERE x.filed_at = 0 AND p.filed_at <> 0 ORDER BY x.id

-- name: further_filed
UPDATE flow_further SET filed_at = $2 WHERE id = $1 AND filed_at = 0

-- name: draft_insert
INSERT INTO flow_draft (id, case_id, n, made_at, body, sha256) VALUES ($1, $2, $3, $4, $5, $6)

-- name: draft_last
-- scope: deed
SELECT id, case_id, n, made_at, body, sha256 FROM flow_draft WHERE case_id = $1 ORDER BY n DESC LIMIT 1

-- name: draft_number
-- scope: deed
SELECT coalesce(max(n), 0) FROM flow_draft WHERE case_id = $1

-- name: drafts
-- scope: deed
SELECT id, case_id, n, made_at, body, sha256 FROM flow_draft WHERE case_id = $1 ORDER BY n
