-- name: fonds
-- scope: open
SELECT id, code, name, grammar, scheme, note FROM archive_fonds ORDER BY id LIMIT 1

-- name: fonds_insert
INSERT INTO archive_fonds (id, code, name, grammar, scheme, note) VALUES ($1, $2, $3, $4, $5, $6)

-- name: fonds_update
UPDATE archive_fonds SET code = $2, name = $3, grammar = $4, scheme = $5, note = $6 WHERE id = $1

-- name: settings
-- scope: open
SELECT id, name, value FROM archive_setting ORDER BY name

-- name: setting_insert
INSERT INTO archive_setting (id, name, value) VALUES ($1, $2, $3)

-- name: setting_update
UPDATE archive_setting SET value = $2 WHERE id = $1

-- name: batch_insert
INSERT INTO archive_batch (id, code, source, kind, submitted_by, received_by, at, rows_read, accepted, rejected, duplicates, suspected, report)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)

-- name: batches
-- scope: open
SELECT id, code, source, kind, submitted_by, received_by, at, rows_read, accepted, rejected, duplicates, suspected, report
FROM archive_batch ORDER BY id DESC LIMIT $1

-- name: batch
-- scope: open
SELECT id, code, source, kind, submitted_by, received_by, at, rows_read, accepted, rejected, duplicates, suspected, report
FROM archive_batch WHERE id = $1

-- name: unit_map
-- scope: open
SELECT id, written, unit FROM archive_unit_map ORDER BY written

-- name: unit_map_set
INSERT INTO archive_unit_map (id, written, unit) VALUES ($1, $2, $3)

-- name: unit_map_change
UPDATE archive_unit_map SET unit = $2 WHERE id = $1

-- name: unmapped_units
-- scope: figures
SELECT unit_written AS name, count(*) AS n FROM archive_item WHERE unit = '' AND unit_written <> '' AND state = 'held' GROUP BY unit_written ORDER BY count(*) DESC, unit_written LIMIT 200

-- name: years
-- scope: figures
SELECT year AS year, CAST(sum(n) AS BIGINT) AS items,
  CAST(sum(CASE WHEN stage >= 2 THEN n ELSE 0 END) AS BIGINT) AS arranged,
  CAST(sum(CASE WHEN stage >= 3 THEN n ELSE 0 END) AS BIGINT) AS boxed,
  CAST(sum(CASE WHEN stage >= 4 THEN n ELSE 0 END) AS BIGINT) AS filed
FROM archive_census WHERE state = 'held' AND n > 0 GROUP BY year ORDER BY year DESC

-- name: census
-- scope: figures
SELECT year, unit, retention, category, level, stage, state, flags, n FROM archive_census WHERE n > 0

-- name: census_entry
-- scope: system
SELECT coalesce(max(seq), 0) FROM ledger_entry

-- name: census_changed
-- scope: system
SELECT seq FROM ledger_row WHERE seq > $1 AND tbl = 'archive_item' LIMIT 1

-- name: year_versions
-- scope: figures
SELECT count(*) AS items, CAST(coalesce(sum(version), 0) AS BIGINT) AS versions FROM archive_item WHERE year = $1

-- name: year_state
-- scope: open
SELECT id, year, closed_at, closed_by, basis FROM archive_year WHERE year = $1

-- name: year_states
-- scope: open
SELECT id, year, closed_at, closed_by, basis FROM archive_year ORDER BY year DESC

-- name: year_insert
INSERT INTO archive_year (id, year, closed_at, closed_by, basis) VALUES ($1, $2, $3, $4, $5)

-- name: item_files
-- scope: deed
SELECT id, item_id, origin, ordinal, role, name, path, kind, size, pages, sha256, sm3 FROM archive_file WHERE item_id = $1 ORDER BY ordinal, id

-- name: file
-- scope: deed
SELECT id, item_id, origin, ordinal, role, name, path, kind, size, pages, sha256, sm3 FROM archive_file WHERE id = $1

-- name: file_by_sha
-- scope: deed
SELECT id, item_id, origin, ordinal, role, name, path, kind, size, pages, sha256, sm3 FROM archive_file WHERE sha256 = $1 ORDER BY id LIMIT 1

-- name: file_place
UPDATE archive_file SET item_id = $2, ordinal = $3, role = $4 WHERE id = $1

-- name: body_insert
INSERT INTO archive_body (item_id, body) VALUES ($1, $2)

-- name: bodies_of
-- scope: deed
SELECT b.body FROM archive_body b JOIN archive_item i ON i.id = b.item_id WHERE i.id = $1 OR i.merged_into = $1 ORDER BY CASE WHEN i.id = $1 THEN 0 ELSE 1 END, i.id

-- name: item_place
UPDATE archive_item SET year = $2, unit = $3, retention = $4, retention_from = $5, retention_rule = $6, pages = $7, code = $8, item_no = $9, stage = $10, box_id = $11, version = version + 1
WHERE id = $1

-- name: item_merge
UPDATE archive_item SET state = 'merged', merged_into = $2, code = '', item_no = 0, box_id = 0, version = version + 1 WHERE id = $1

-- name: item_box
UPDATE archive_item SET box_id = $2, stage = $3, version = version + 1 WHERE id = $1

-- name: item_stage
UPDATE archive_item SET stage = $2, version = version + 1 WHERE id = $1

-- name: item_unit
UPDATE archive_item SET unit = $2, version = version + 1 WHERE id = $1

-- name: boxes_of_year
-- scope: figures
SELECT id, category, year, unit, retention, number, spine_mm, thickness, first_no, last_no, items, sealed, location_id, note FROM archive_box WHERE year = $1 ORDER BY number

-- name: box
-- scope: open
SELECT id, category, year, unit, retention, number, spine_mm, thickness, first_no, last_no, items, sealed, location_id, note FROM archive_box WHERE id = $1

-- name: box_insert
INSERT INTO archive_box (id, category, year, unit, retention, number, spine_mm, thickness, first_no, last_no, items, sealed, location_id, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)

-- name: box_delete
DELETE FROM archive_box WHERE id = $1

-- name: box_update
UPDATE archive_box SET spine_mm = $2, thickness = $3, first_no = $4, last_no = $5, items = $6, sealed = $7, note = $8 WHERE id = $1

-- name: box_highest
-- scope: figures
SELECT coalesce(max(number), 0) FROM archive_box WHERE year <> $1

-- name: history
-- scope: open
SELECT id, item_id, old, new, reason, at FROM archive_code_history WHERE item_id = $1 ORDER BY id

-- name: history_insert
INSERT INTO archive_code_history (id, item_id, old, new, reason, at) VALUES ($1, $2, $3, $4, $5, $6)

-- name: relations
-- scope: deed
SELECT id, item_id, other, kind FROM archive_relation WHERE item_id = $1 ORDER BY id

-- name: relation_insert
INSERT INTO archive_relation (id, item_id, other, kind) VALUES ($1, $2, $3, $4)

-- name: relation_found
-- scope: deed
SELECT count(*) FROM archive_relation WHERE item_id = $1 AND other = $2

-- name: print_last
-- scope: open
SELECT coalesce(max(revision), 0) FROM archive_print WHERE kind = $1 AND year = $2 AND scope = $3

-- name: print_insert
INSERT INTO archive_print (id, kind, year, scope, format, revision, at, sha256) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: prints
-- scope: open
SELECT id, kind, year, scope, format, revision, at, sha256 FROM archive_print WHERE year = $1 ORDER BY id DESC LIMIT 200

-- name: due_list
-- scope: open
SELECT id, year, unit, doc_no, title, holder, source, item_id, urged FROM archive_due WHERE year = $1 ORDER BY unit, id

-- name: due_insert
INSERT INTO archive_due (id, year, unit, doc_no, title, holder, source, item_id, urged) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)

-- name: due_filed
UPDATE archive_due SET item_id = $2 WHERE id = $1

-- name: due_urged
UPDATE archive_due SET urged = urged + 1 WHERE id = $1

-- name: held_of_number
-- scope: deed
SELECT id FROM archive_item WHERE doc_no_key = $1 AND state IN ('held', 'merged', 'transferred') ORDER BY id LIMIT 1

-- name: acceptance
-- scope: deed
SELECT login, name, at FROM archive_acceptance WHERE item_id = $1

-- name: acceptance_insert
INSERT INTO archive_acceptance (id, item_id, login, name, at) VALUES ($1, $2, $3, $4, $5)

-- name: personnel_unaccepted
-- scope: deed
SELECT count(*) FROM archive_item i WHERE i.batch_id = $1 AND i.category LIKE 'RS%' AND i.state = 'held'
  AND NOT EXISTS (SELECT 1 FROM archive_acceptance p WHERE p.item_id = i.id)

-- name: personnel_state
-- scope: figures
SELECT i.batch_id AS batch_id, count(*) AS items, sum(CASE WHEN p.id IS NULL THEN 1 ELSE 0 END) AS waiting, coalesce(max(p.name), '') AS by_name, coalesce(max(p.at), 0) AS accepted_at
FROM archive_item i JOIN archive_batch b ON b.id = i.batch_id LEFT JOIN archive_acceptance p ON p.item_id = i.id
WHERE i.batch_id = $1 AND b.kind = 'closing' AND i.category LIKE 'RS%' AND i.state = 'held' GROUP BY i.batch_id

-- name: personnel_states
-- scope: figures
SELECT i.batch_id AS batch_id, count(*) AS items, sum(CASE WHEN p.id IS NULL THEN 1 ELSE 0 END) AS waiting, coalesce(max(p.name), '') AS by_name, coalesce(max(p.at), 0) AS accepted_at
FROM archive_item i LEFT JOIN archive_acceptance p ON p.item_id = i.id
WHERE i.batch_id IN (SELECT b.id FROM archive_batch b WHERE b.kind = 'closing' ORDER BY b.id DESC LIMIT 200) AND i.category LIKE 'RS%' AND i.state = 'held'
GROUP BY i.batch_id ORDER BY i.batch_id DESC
