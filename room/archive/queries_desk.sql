-- name: mappings
-- scope: open
SELECT id, name, body, at FROM archive_mapping ORDER BY name

-- name: mapping_by_name
-- scope: open
SELECT id, name, body, at FROM archive_mapping WHERE name = $1

-- name: mapping_insert
INSERT INTO archive_mapping (id, name, body, at) VALUES ($1, $2, $3, $4)

-- name: mapping_update
UPDATE archive_mapping SET body = $2, at = $3 WHERE id = $1

-- name: upload
-- scope: open
SELECT id, kind, name, files, unit, mapping, login, at, state, batch_id FROM archive_upload WHERE id = $1

-- name: uploads_waiting
-- scope: open
SELECT id, kind, name, files, unit, mapping, login, at, state, batch_id FROM archive_upload WHERE state = 'waiting' ORDER BY id DESC LIMIT 50

-- name: upload_insert
INSERT INTO archive_upload (id, kind, name, files, unit, mapping, login, at, state, batch_id) VALUES ($1, $2, $3, $4, $5, '', $6, $7, 'waiting', 0)

-- name: upload_mapping
UPDATE archive_upload SET mapping = $2, unit = $3 WHERE id = $1

-- name: upload_files
UPDATE archive_upload SET files = $2 WHERE id = $1

-- name: upload_state
UPDATE archive_upload SET state = $2, batch_id = $3 WHERE id = $1

-- name: upload_part_insert
INSERT INTO archive_upload_part (id, upload_id, sha256) VALUES ($1, $2, $3)

-- name: uploads_of_item
-- scope: deed
SELECT u.id, u.kind, u.name, u.files, u.unit, u.mapping, u.login, u.at, u.state, u.batch_id FROM archive_upload u
WHERE u.state = 'taken' AND (u.batch_id IN (SELECT batch_id FROM archive_item WHERE id = $1 OR merged_into = $1)
  OR u.id IN (SELECT p.upload_id FROM archive_upload_part p JOIN archive_file f ON f.sha256 = p.sha256 WHERE f.item_id = $1))
ORDER BY u.id

-- name: file_is_papers
-- scope: system
SELECT count(*) FROM archive_file WHERE sha256 = $1

-- name: file_in_papers
-- scope: system
SELECT count(*) FROM archive_file f JOIN archive_item i ON i.id = f.item_id WHERE f.sha256 = $1 AND i.state <> 'destroyed'

-- name: file_in_uploads
-- scope: system
SELECT count(*) FROM archive_upload u WHERE u.state = 'waiting' AND u.files LIKE '%"' || CAST($1 AS TEXT) || '"%'

-- name: file_holds_papers
-- scope: system
SELECT count(*) FROM archive_upload u WHERE u.state = 'taken' AND u.files LIKE '%"' || CAST($1 AS TEXT) || '"%' AND (
  EXISTS (SELECT 1 FROM archive_item i LEFT JOIN archive_item m ON m.id = i.merged_into WHERE i.batch_id = u.batch_id AND coalesce(m.state, i.state) <> 'destroyed')
  OR EXISTS (SELECT 1 FROM archive_upload_part p JOIN archive_file f ON f.sha256 = p.sha256 JOIN archive_item i ON i.id = f.item_id WHERE p.upload_id = u.id AND i.state <> 'destroyed'))

-- name: year_waits
-- scope: figures
SELECT year AS year, CAST(sum(n) AS BIGINT) AS items,
  CAST(sum(CASE WHEN flags & 8 <> 0 AND category NOT LIKE 'RS%' THEN n ELSE 0 END) AS BIGINT) AS doubts,
  CAST(sum(CASE WHEN flags & 4 <> 0 AND category NOT LIKE 'RS%' THEN n ELSE 0 END) AS BIGINT) AS review,
  CAST(sum(CASE WHEN retention = '' AND category NOT LIKE 'RS%' THEN n ELSE 0 END) AS BIGINT) AS no_period,
  CAST(sum(CASE WHEN unit = '' THEN n ELSE 0 END) AS BIGINT) AS no_unit,
  CAST(sum(CASE WHEN flags & 2 <> 0 THEN n ELSE 0 END) AS BIGINT) AS no_date
FROM archive_census WHERE state = 'held' AND stage < 4 AND n > 0 GROUP BY year ORDER BY year DESC

-- name: batch_waits
-- scope: figures
SELECT batch_id AS batch_id, count(*) AS items,
  sum(CASE WHEN doubts <> '{}' THEN 1 ELSE 0 END) AS doubts,
  sum(CASE WHEN retention_from IN ('', 'proposed', 'default') THEN 1 ELSE 0 END) AS review,
  sum(CASE WHEN doubts = '{}' AND retention_from IN ('', 'proposed', 'default') THEN 1 ELSE 0 END) AS sure
FROM archive_item
WHERE state = 'held' AND stage < 4 AND category NOT LIKE 'RS%' AND batch_id IN (SELECT id FROM archive_batch ORDER BY id DESC LIMIT 30)
GROUP BY batch_id ORDER BY batch_id DESC

-- name: class_figures
-- scope: figures
SELECT category, unit, retention, count(*) AS items,
  sum(CASE WHEN item_no > 0 THEN 1 ELSE 0 END) AS numbered,
  sum(CASE WHEN box_id > 0 THEN 1 ELSE 0 END) AS boxed,
  sum(pages) AS pages, max(sort_no) AS sorted,
  sum(CASE WHEN code_given <> '' THEN 1 ELSE 0 END) AS kept
FROM archive_item WHERE year = $1 AND state = 'held' GROUP BY category, unit, retention

-- name: fingerprint_holder
-- scope: deed
SELECT id, title FROM archive_item WHERE fingerprint = $1 AND state <> 'destroyed' ORDER BY id LIMIT 1

-- name: class_order
-- scope: deed
SELECT id, item_no, sort_no, code, code_given, stage FROM archive_item
WHERE year = $1 AND category = $2 AND unit = $3 AND retention = $4 AND state = 'held' AND item_no > 0 ORDER BY item_no, id

-- name: box_holds
-- scope: figures
SELECT count(*) FROM archive_item WHERE box_id = $1

-- name: item_year
-- scope: deed
SELECT year FROM archive_item WHERE id = $1

-- name: item_order
UPDATE archive_item SET sort_no = $2, item_no = $3, code = $4, version = version + 1 WHERE id = $1

-- name: due_of_number
-- scope: deed
SELECT id FROM archive_due WHERE year = $1 AND doc_no = $2

-- name: due_numbers
-- scope: open
SELECT id, year, unit, doc_no, title, holder, source, item_id, urged FROM archive_due WHERE year = $1 AND source = 'gap' ORDER BY doc_no, id
