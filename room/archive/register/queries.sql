-- name: entry
-- scope: open
SELECT id, kind, year, day, title, state, choice, amount, quantity, person_id, facts, removed, by_login, by_name, at, version FROM archive_register WHERE id = $1

-- name: entry_insert
INSERT INTO archive_register (id, kind, year, day, title, state, choice, amount, quantity, person_id, facts, removed, by_login, by_name, at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)

-- name: entry_update
UPDATE archive_register SET year = $2, day = $3, title = $4, state = $5, choice = $6, amount = $7, quantity = $8, person_id = $9, facts = $10, by_login = $11, by_name = $12, at = $13, version = version + 1 WHERE id = $1

-- name: entry_remove
UPDATE archive_register SET removed = $2, version = version + 1 WHERE id = $1

-- name: entry_facts
-- scope: deed
SELECT facts FROM archive_register WHERE kind = $1 AND removed = ''

-- name: entry_years
-- scope: open
SELECT DISTINCT year FROM archive_register WHERE kind = $1 AND removed = '' ORDER BY year DESC

-- name: entry_counts
-- scope: figures
SELECT kind AS kind, count(*) AS n, coalesce(sum(amount), 0) AS amount FROM archive_register WHERE year = $1 AND removed = '' GROUP BY kind

-- name: spending
-- scope: figures
SELECT choice AS choice, count(*) AS n, sum(amount) AS amount FROM archive_register WHERE kind = 'expenditure' AND year = $1 AND removed = '' GROUP BY choice ORDER BY choice

-- name: holders
-- scope: open
SELECT id, level, unit, person_id, person, since, until FROM archive_network ORDER BY level, unit, id

-- name: holder_insert
INSERT INTO archive_network (id, level, unit, person_id, person, since, until) VALUES ($1, $2, $3, $4, $5, $6, '')

-- name: holder_end
UPDATE archive_network SET until = $2 WHERE id = $1

-- name: due_entry
-- scope: deed
SELECT id, year, unit, doc_no, title, holder, source, item_id, urged FROM archive_due WHERE id = $1

-- name: due_of_year
-- scope: open
SELECT id, year, unit, doc_no, title, holder, source, item_id, urged FROM archive_due WHERE year = $1 ORDER BY unit, id

-- name: due_open
-- scope: deed
SELECT id, year, unit, doc_no, title, holder, source, item_id, urged FROM archive_due WHERE item_id = 0 ORDER BY id

-- name: due_insert
INSERT INTO archive_due (id, year, unit, doc_no, title, holder, source, item_id, urged) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)

-- name: due_update
UPDATE archive_due SET unit = $2, doc_no = $3, title = $4, holder = $5 WHERE id = $1

-- name: due_delete
DELETE FROM archive_due WHERE id = $1

-- name: due_settle
UPDATE archive_due SET item_id = $2 WHERE id = $1

-- name: due_urge
UPDATE archive_due SET urged = urged + 1 WHERE id = $1

-- name: due_lost
-- scope: deed
SELECT d.id FROM archive_due d LEFT JOIN archive_item i ON i.id = d.item_id WHERE d.item_id <> 0 AND (i.id IS NULL OR i.state = 'excluded') ORDER BY d.id

-- name: item_titled
-- scope: deed
SELECT id FROM archive_item WHERE year = $1 AND title = $2 AND state IN ('held', 'merged', 'transferred', 'destroyed') ORDER BY id LIMIT 1

-- name: due_person_insert
INSERT INTO archive_due_holder (id, person_id) VALUES ($1, $2)

-- name: due_person_delete
DELETE FROM archive_due_holder WHERE id = $1

-- name: due_person
-- scope: deed
SELECT count(*) FROM archive_due_holder WHERE id = $1

-- name: due_held
-- scope: deed
SELECT d.id, d.year, d.unit, d.doc_no, d.title, d.holder, d.source, d.item_id, d.urged FROM archive_due d LEFT JOIN archive_due_holder h ON h.id = d.id
WHERE d.item_id = 0 AND (h.person_id = $1 OR h.id IS NULL AND d.holder = $2 AND (d.unit = $3 OR d.unit = '')) ORDER BY d.year, d.id

-- name: void_insert
INSERT INTO archive_due_void (id, year, doc_no, title, unit, reason, by_name, day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: voids
-- scope: open
SELECT id, year, doc_no, title, unit, reason, by_name, day FROM archive_due_void WHERE year = $1 ORDER BY id DESC

-- name: urge_insert
INSERT INTO archive_due_urge (id, year, unit, entries, deadline, by_name, day) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: urges
-- scope: open
SELECT id, year, unit, entries, deadline, by_name, day FROM archive_due_urge WHERE year = $1 ORDER BY id DESC LIMIT 300

-- name: filed_due
-- scope: figures
SELECT d.id FROM archive_due d JOIN archive_item i ON i.id = d.item_id LEFT JOIN archive_item m ON m.id = i.merged_into
WHERE d.year = $1 AND (i.stage >= 4 OR i.state IN ('transferred', 'destroyed') OR i.state = 'merged' AND (m.stage >= 4 OR m.state IN ('transferred', 'destroyed')))

-- name: special
-- scope: figures
SELECT unit AS unit, category AS category, count(*) AS n FROM archive_item WHERE year = $1 AND state = 'held' AND (category LIKE 'ZY%' OR category LIKE 'ZP%') GROUP BY unit, category

-- name: gone_new
-- scope: deed
SELECT i.id AS id, i.state AS state FROM archive_item i LEFT JOIN archive_departure d ON d.id = i.id WHERE i.state <> 'held' AND (d.id IS NULL OR d.state <> i.state) ORDER BY i.id

-- name: gone_back
-- scope: deed
SELECT d.id FROM archive_departure d JOIN archive_item i ON i.id = d.id WHERE i.state = 'held' ORDER BY d.id

-- name: departure_delete
DELETE FROM archive_departure WHERE id = $1

-- name: departure_insert
INSERT INTO archive_departure (id, state, day) VALUES ($1, $2, $3)

-- name: gone_undated
-- scope: figures
SELECT count(*) FROM archive_item i LEFT JOIN archive_departure d ON d.id = i.id WHERE i.state <> 'held' AND (d.id IS NULL OR d.state <> i.state)

-- name: gone_between
-- scope: figures
SELECT state AS state, count(*) AS n FROM archive_departure WHERE day >= $1 AND day <= $2 GROUP BY state

-- name: gone_before
-- scope: figures
SELECT count(*) FROM archive_departure d JOIN archive_item i ON i.id = d.id WHERE d.day < $1 AND i.created_at < $2

-- name: made_between
-- scope: figures
SELECT count(*) FROM archive_item WHERE created_at >= $1 AND created_at < $2

-- name: made_before
-- scope: figures
SELECT count(*) FROM archive_item WHERE created_at < $1

-- name: accepted_between
-- scope: figures
SELECT coalesce(sum(accepted), 0) FROM archive_batch WHERE at >= $1 AND at < $2

-- name: held_now
-- scope: figures
SELECT count(*) FROM archive_item WHERE state = 'held'

-- name: balance
-- scope: figures
SELECT id, year, items, by_name, day FROM archive_balance WHERE year = $1

-- name: balance_insert
INSERT INTO archive_balance (id, year, items, by_name, day) VALUES ($1, $2, $3, $4, $5)

-- name: owing
-- scope: deed
SELECT d.year AS year, d.unit AS unit, sum(CASE WHEN d.item_id = 0 THEN 1 ELSE 0 END) AS open,
  coalesce((SELECT u.deadline FROM archive_due_urge u WHERE u.year = d.year AND u.unit = d.unit ORDER BY u.id DESC LIMIT 1), '') AS deadline,
  (SELECT count(*) FROM archive_due_urge u WHERE u.year = d.year AND u.unit = d.unit) AS urged
FROM archive_due d GROUP BY d.year, d.unit ORDER BY d.year, d.unit
