-- name: editions
-- scope: open
SELECT id, number, title, reason, amendment, based_on, state, wished_from, drafted_by, drafted_name, drafted_at, sent_at, replayed, changed,
  meeting_on, meeting_no, entered_by, entered_name, entered_at, force_from, published_by, published_name, published_at, note
FROM rulebook_edition ORDER BY id DESC

-- name: edition
-- scope: open
SELECT id, number, title, reason, amendment, based_on, state, wished_from, drafted_by, drafted_name, drafted_at, sent_at, replayed, changed,
  meeting_on, meeting_no, entered_by, entered_name, entered_at, force_from, published_by, published_name, published_at, note
FROM rulebook_edition WHERE id = $1

-- name: published
-- scope: open
SELECT id, number, title, reason, amendment, based_on, state, wished_from, drafted_by, drafted_name, drafted_at, sent_at, replayed, changed,
  meeting_on, meeting_no, entered_by, entered_name, entered_at, force_from, published_by, published_name, published_at, note
FROM rulebook_edition WHERE state = 'published' ORDER BY number

-- name: stamp
-- scope: system
SELECT coalesce(max(number), 0) FROM rulebook_edition WHERE state = 'published'

-- name: edition_insert
INSERT INTO rulebook_edition (id, number, title, reason, amendment, based_on, state, wished_from, drafted_by, drafted_name, drafted_at, sent_at,
  replayed, changed, meeting_on, meeting_no, entered_by, entered_name, entered_at, force_from, published_by, published_name, published_at, note)
VALUES ($1, 0, $2, $3, $4, $5, 'draft', $6, $7, $8, $9, 0, 0, 0, '', '', '', '', 0, '', '', '', 0, '')

-- name: edition_amend
UPDATE rulebook_edition SET title = $2, reason = $3, amendment = $4, based_on = $5, wished_from = $6 WHERE id = $1

-- name: edition_send
UPDATE rulebook_edition SET state = 'sent', sent_at = $2, replayed = $3, changed = $4, note = '' WHERE id = $1

-- name: edition_return
UPDATE rulebook_edition SET state = 'draft', sent_at = 0, replayed = 0, changed = 0, meeting_on = '', meeting_no = '', entered_by = '',
  entered_name = '', entered_at = 0, force_from = '', note = $2 WHERE id = $1

-- name: edition_note
UPDATE rulebook_edition SET note = $2 WHERE id = $1

-- name: edition_force
UPDATE rulebook_edition SET force_from = $2 WHERE id = $1

-- name: edition_withdraw
UPDATE rulebook_edition SET state = 'withdrawn', note = $2 WHERE id = $1

-- name: edition_approve
UPDATE rulebook_edition SET state = 'approved', meeting_on = $2, meeting_no = $3, entered_by = $4, entered_name = $5, entered_at = $6,
  force_from = $7 WHERE id = $1

-- name: edition_publish
UPDATE rulebook_edition SET state = 'published', number = $2, published_by = $3, published_name = $4, published_at = $5 WHERE id = $1

-- name: decision_insert
INSERT INTO rulebook_decision (id, subject, unit, level, compartment, edition, table_id, as_of, clause, body, made_by, made_name, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)

-- name: citation_insert
INSERT INTO rulebook_citation (clause, decision_id) VALUES ($1, $2)

-- name: decisions
-- scope: reach
SELECT id, subject, unit, level, compartment, edition, table_id, as_of, clause, body, made_by, made_name, made_at FROM rulebook_decision

-- name: decisions_under
-- scope: reach
SELECT d.id, d.subject, d.unit, d.level, d.compartment, d.edition, d.table_id, d.as_of, d.clause, d.body, d.made_by, d.made_name, d.made_at
FROM rulebook_citation c JOIN rulebook_decision d ON d.id = c.decision_id

-- name: decisions_of_table
-- scope: reach
SELECT id, subject, unit, level, compartment, edition, table_id, as_of, clause, body, made_by, made_name, made_at
FROM rulebook_decision WHERE table_id = $1 ORDER BY id DESC

-- name: governing
-- scope: system
SELECT id, subject, unit, level, compartment, edition, table_id, as_of, clause, '' AS body, made_by, made_name, made_at
FROM rulebook_decision WHERE subject = $1 ORDER BY id DESC
