-- name: locations
-- scope: open
SELECT id, parent_id, kind, code, name, place, capacity, width_mm, compartment, retired, note, version FROM archive_location ORDER BY id

-- name: location_insert
INSERT INTO archive_location (id, parent_id, kind, code, name, place, capacity, width_mm, compartment, retired, note, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)

-- name: location_update
UPDATE archive_location SET name = $2, capacity = $3, width_mm = $4, retired = $5, note = $6, version = version + 1 WHERE id = $1

-- name: boxes_placed
-- scope: deed
SELECT id, category, year, unit, retention, number, spine_mm, items, location_id FROM archive_box WHERE location_id <> 0 ORDER BY number, id

-- name: boxes_loose
-- scope: deed
SELECT id, category, year, unit, retention, number, spine_mm, items, location_id FROM archive_box WHERE location_id = 0 ORDER BY number, id

-- name: boxes_numbered
-- scope: deed
SELECT id, category, year, unit, retention, number, spine_mm, items, location_id FROM archive_box WHERE number >= $1 AND number <= $2 ORDER BY number, id

-- name: stocktake
-- scope: deed
SELECT id, number, room_id, state, opened_by, opened_name, opened_at, closed_by, closed_name, closed_at, expected, found, missing, misplaced, foreign_here, note, version
FROM archive_stocktake WHERE id = $1

-- name: stocktakes
-- scope: deed
SELECT id, number, room_id, state, opened_by, opened_name, opened_at, closed_by, closed_name, closed_at, expected, found, missing, misplaced, foreign_here, note, version
FROM archive_stocktake ORDER BY id DESC LIMIT 200

-- name: stocktake_open
-- scope: deed
SELECT number FROM archive_stocktake WHERE room_id = $1 AND state = 'open'

-- name: stocktake_insert
INSERT INTO archive_stocktake (id, number, room_id, state, opened_by, opened_name, opened_at, closed_by, closed_name, closed_at, expected, found, missing, misplaced, foreign_here, note, version)
VALUES ($1, $2, $3, 'open', $4, $5, $6, '', '', 0, $7, 0, 0, 0, 0, '', 1)

-- name: stocktake_update
UPDATE archive_stocktake SET state = $2, closed_by = $3, closed_name = $4, closed_at = $5, found = $6, missing = $7, misplaced = $8, foreign_here = $9, note = $10, version = version + 1 WHERE id = $1

-- name: lines
-- scope: deed
SELECT id, stocktake_id, box_id, code, expected_at, found_at, state, seen_by, seen_at FROM archive_stocktake_line WHERE stocktake_id = $1 ORDER BY id

-- name: line_insert
INSERT INTO archive_stocktake_line (id, stocktake_id, box_id, code, expected_at, found_at, state, seen_by, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: line_update
UPDATE archive_stocktake_line SET found_at = $2, state = $3, seen_by = $4, seen_at = $5 WHERE id = $1

-- name: inspection
-- scope: deed
SELECT id, location_id, box_id, day, condition, finding, measure, handled_on, by_login, by_name, version FROM archive_inspection WHERE id = $1

-- name: inspection_insert
INSERT INTO archive_inspection (id, location_id, box_id, day, condition, finding, measure, handled_on, by_login, by_name, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)

-- name: inspection_handle
UPDATE archive_inspection SET measure = $2, handled_on = $3, version = version + 1 WHERE id = $1

-- name: inspections_between
-- scope: figures
SELECT count(*) FROM archive_inspection WHERE day >= $1 AND day <= $2

-- name: inspection_last
-- scope: figures
SELECT coalesce(max(day), '') FROM archive_inspection WHERE location_id = $1

-- name: climate_insert
INSERT INTO archive_climate (id, location_id, day, clock, temperature, humidity, measure, by_login, by_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: photos_of
-- scope: deed
SELECT id, item_id, file_id, subject, day, place, people, background, photographer, holder_unit, taken_at, camera, days_off, note, by_login, version FROM archive_photo WHERE item_id = $1 ORDER BY id

-- name: photo_insert
INSERT INTO archive_photo (id, item_id, file_id, subject, day, place, people, background, photographer, holder_unit, taken_at, camera, days_off, note, by_login, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)

-- name: photo_update
UPDATE archive_photo SET subject = $2, day = $3, place = $4, people = $5, background = $6, photographer = $7, holder_unit = $8, taken_at = $9, camera = $10, days_off = $11, note = $12, by_login = $13, version = $14 WHERE id = $1

-- name: photo_items
-- scope: deed
SELECT i.id AS id, i.title AS title, i.date AS date, i.unit AS unit, i.level AS level, i.category AS category, i.code AS code,
  (SELECT count(*) FROM archive_file f WHERE f.item_id = i.id AND f.kind IN ('jpeg', 'png', 'tiff', 'gif', 'webp', 'bmp')) AS pictures,
  (SELECT count(*) FROM archive_photo p WHERE p.item_id = i.id) AS described,
  (SELECT count(*) FROM archive_photo p WHERE p.item_id = i.id AND (p.place = '' OR p.people = '' OR p.background = '')) AS thin,
  (SELECT count(*) FROM archive_photo p WHERE p.item_id = i.id AND p.days_off <> 0) AS off
FROM archive_item i WHERE i.state = 'held' AND (i.category = 'ZP' OR i.category LIKE 'ZP·%') ORDER BY i.date DESC, i.id DESC
