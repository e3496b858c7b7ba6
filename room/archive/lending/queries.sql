-- name: loan
-- scope: deed
SELECT id, number, kind, state, borrower_id, borrower, login, unit, unit_name, paper, contact, purpose, reason, record, need, consent, consent_by, consent_name, consent_at, consent_note, applied_by, applied_at, handed_by, handed_name, handed_on, due, renewals, closed_on, effect, effect_by, note, version
FROM archive_loan WHERE id = $1

-- name: lines
-- scope: deed
SELECT id, loan_id, item_id, code, title, level, pages, state, copies, sealed, returned_on, received_by, condition
FROM archive_loan_line WHERE loan_id = $1 ORDER BY id

-- name: line_insert
INSERT INTO archive_loan_line (id, loan_id, item_id, code, title, level, pages, state, copies, sealed, returned_on, received_by, condition)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)

-- name: line_update
UPDATE archive_loan_line SET state = $2, copies = $3, sealed = $4, returned_on = $5, received_by = $6, condition = $7 WHERE id = $1

-- name: out_with
-- scope: deed
SELECT l.number AS number, l.borrower AS borrower, l.due AS due FROM archive_loan_line x JOIN archive_loan l ON l.id = x.loan_id
WHERE x.item_id = $1 AND x.state = 'out'

-- name: asked_for
-- scope: deed
SELECT l.number FROM archive_loan_line x JOIN archive_loan l ON l.id = x.loan_id
WHERE x.item_id = $1 AND x.state = 'asked' AND l.state = 'applied' ORDER BY l.id LIMIT 1

-- name: open_of_person
-- scope: deed
SELECT l.number AS number, l.due AS due, x.code AS code, x.title AS title FROM archive_loan_line x JOIN archive_loan l ON l.id = x.loan_id
WHERE x.state = 'out' AND (l.borrower_id = $1 AND l.borrower_id <> 0 OR l.login = $2 AND l.login <> '') ORDER BY l.due, x.id

-- name: opened
-- scope: self
SELECT count(*) FROM archive_loan_line x JOIN archive_loan l ON l.id = x.loan_id
WHERE x.item_id = $1 AND l.login = $2 AND l.login <> '' AND l.kind = 'electronic' AND x.state = 'used' AND l.handed_on <= $3 AND l.due >= $3

-- name: overdue_count
-- scope: figures
SELECT count(*) FROM archive_loan_line x JOIN archive_loan l ON l.id = x.loan_id WHERE x.state = 'out' AND l.due < $1

-- name: months
-- scope: figures
SELECT substr(l.handed_on, 1, 7) AS month, l.kind AS kind, l.purpose AS purpose, count(DISTINCT l.id) AS loans, count(x.id) AS items
FROM archive_loan l JOIN archive_loan_line x ON x.loan_id = l.id
WHERE l.handed_on >= $1 AND l.handed_on <= $2 AND x.state IN ('out', 'returned', 'used')
GROUP BY substr(l.handed_on, 1, 7), l.kind, l.purpose ORDER BY 1, 2, 3

-- name: times_used
-- scope: figures
SELECT count(*) FROM archive_loan_line WHERE item_id = $1 AND state IN ('out', 'returned', 'used')
