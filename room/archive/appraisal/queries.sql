-- name: lines
-- scope: deed
SELECT id, batch_id, item_id, code, title, year, unit, level, retention, pages, expires, opinion, period, reason, opined_by, opined_name, active, outcome
FROM archive_appraisal_line WHERE batch_id = $1 ORDER BY year, unit, retention, code, id

-- name: line_insert
INSERT INTO archive_appraisal_line (id, batch_id, item_id, code, title, year, unit, level, retention, pages, expires, opinion, period, reason, opined_by, opined_name, active, outcome)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', '', '', '', 1, '')

-- name: line_update
UPDATE archive_appraisal_line SET opinion = $2, period = $3, reason = $4, opined_by = $5, opined_name = $6, active = $7, outcome = $8 WHERE id = $1

-- name: line_delete
DELETE FROM archive_appraisal_line WHERE id = $1

-- name: line_active
-- scope: deed
SELECT a.number FROM archive_appraisal_line x JOIN archive_appraisal a ON a.id = x.batch_id WHERE x.item_id = $1 AND x.active = 1

-- name: holds
-- scope: open
SELECT id, batch_id, kind, reason, set_by, set_name, set_at, lifted_by, lifted_name, lifted_at, lift_reason FROM archive_appraisal_hold ORDER BY CASE WHEN lifted_at = 0 THEN 0 ELSE 1 END, id DESC LIMIT 200

-- name: hold
-- scope: deed
SELECT id, batch_id, kind, reason, set_by, set_name, set_at, lifted_by, lifted_name, lifted_at, lift_reason FROM archive_appraisal_hold WHERE id = $1

-- name: hold_in_force
-- scope: deed
SELECT id, batch_id, kind, reason, set_by, set_name, set_at, lifted_by, lifted_name, lifted_at, lift_reason FROM archive_appraisal_hold
WHERE lifted_at = 0 AND (batch_id = 0 OR batch_id = $1) ORDER BY id LIMIT 1

-- name: hold_insert
INSERT INTO archive_appraisal_hold (id, batch_id, kind, reason, set_by, set_name, set_at, lifted_by, lifted_name, lifted_at, lift_reason) VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', 0, '')

-- name: hold_lift
UPDATE archive_appraisal_hold SET lifted_by = $2, lifted_name = $3, lifted_at = $4, lift_reason = $5 WHERE id = $1

-- name: file_insert
INSERT INTO archive_appraisal_file (id, batch_id, item_id, name, sha256, size, state, gone_at) VALUES ($1, $2, $3, $4, $5, $6, 'due', 0)

-- name: files_due
-- scope: system
SELECT id, batch_id, item_id, name, sha256, size, state, gone_at FROM archive_appraisal_file WHERE state = 'due' ORDER BY id LIMIT 500

-- name: files_of_batch
-- scope: open
SELECT id, batch_id, item_id, name, sha256, size, state, gone_at FROM archive_appraisal_file WHERE batch_id = $1 ORDER BY id

-- name: file_done
UPDATE archive_appraisal_file SET state = $2, gone_at = $3 WHERE id = $1

-- name: parts
-- scope: deed
SELECT id FROM archive_item WHERE id = $1 OR merged_into = $1 ORDER BY id

-- name: body_delete
DELETE FROM archive_body WHERE item_id = $1

-- name: body_forget
UPDATE archive_item SET body_sha = '' WHERE id = $1

-- name: opening
-- scope: deed
SELECT id, item_id, code, title, opinion, reason, state, proposed_by, proposed_name, proposed_at, answered_by, answered_name, answered_at, note FROM archive_appraisal_opening WHERE id = $1

-- name: opening_open
-- scope: deed
SELECT count(*) FROM archive_appraisal_opening WHERE item_id = $1 AND state = 'proposed'

-- name: opening_insert
INSERT INTO archive_appraisal_opening (id, item_id, code, title, opinion, reason, state, proposed_by, proposed_name, proposed_at, answered_by, answered_name, answered_at, note)
VALUES ($1, $2, $3, $4, $5, $6, 'proposed', $7, $8, $9, '', '', 0, '')

-- name: opening_answer
UPDATE archive_appraisal_opening SET state = $2, answered_by = $3, answered_name = $4, answered_at = $5, note = $6 WHERE id = $1

-- name: destroyed_where
-- scope: deed
SELECT a.id, a.list_number, a.destroyed_on, a.supervisor1_name, a.supervisor2_name, a.approved_name, a.approved_on FROM archive_appraisal_line x JOIN archive_appraisal a ON a.id = x.batch_id
WHERE x.item_id = $1 AND x.outcome = 'destroyed'
