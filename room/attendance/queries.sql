-- name: balance_of
-- scope: deed
SELECT id, person_id, kind, year, what, halves, subject, clause, say, made_by, made_at
FROM attendance_balance WHERE person_id = $1 ORDER BY year, id

-- name: balance_by_subject
-- scope: deed
SELECT id, person_id, kind, year, what, halves, subject, clause, say, made_by, made_at
FROM attendance_balance WHERE subject = $1 ORDER BY id

-- name: balance_insert
INSERT INTO attendance_balance (id, person_id, kind, year, what, halves, subject, clause, say, made_by, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: proofs_of
-- scope: deed
SELECT id, subject, kind, hospital, name, sha256, sm3, size, made_by, made_at FROM attendance_proof WHERE subject = $1 ORDER BY id

-- name: proof
-- scope: deed
SELECT id, subject, kind, hospital, name, sha256, sm3, size, made_by, made_at FROM attendance_proof WHERE id = $1

-- name: has_file
-- scope: system
SELECT count(*) FROM attendance_proof WHERE sha256 = $1

-- name: proof_insert
INSERT INTO attendance_proof (id, subject, kind, hospital, name, sha256, sm3, size, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- name: out_insert
INSERT INTO attendance_out (id, person_id, login, name, unit, unit_name, role, place, reason, report_to, told, decision, since_at, expected_at, back_at, back_by, made_by, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, '', $15, $16)

-- name: out_back
UPDATE attendance_out SET back_at = $2, back_by = $3 WHERE id = $1

-- name: absence_insert
INSERT INTO attendance_absence (id, person_id, login, name, unit, unit_name, since_half, until_half, halves, found, heard, heard_by, heard_at, state, drafted_by, drafted_at, decided_by, decided_name, decided_at, why)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', 0, 'draft', $11, $12, '', '', 0, '')

-- name: absence_heard
UPDATE attendance_absence SET heard = $2, heard_by = $3, heard_at = $4 WHERE id = $1

-- name: absence_decide
UPDATE attendance_absence SET state = $2, decided_by = $3, decided_name = $4, decided_at = $5, why = $6 WHERE id = $1

-- name: sheet
-- scope: deed
SELECT id, unit, month, state, content, confirmed_by, confirmed_name, confirmed_at, published_by, published_name, published_at
FROM attendance_sheet WHERE unit = $1 AND month = $2

-- name: sheet_insert
INSERT INTO attendance_sheet (id, unit, month, state, content, confirmed_by, confirmed_name, confirmed_at, published_by, published_name, published_at)
VALUES ($1, $2, $3, 'confirmed', $4, $5, $6, $7, '', '', 0)

-- name: sheet_confirm
UPDATE attendance_sheet SET content = $2, confirmed_by = $3, confirmed_name = $4, confirmed_at = $5 WHERE id = $1

-- name: sheet_publish
UPDATE attendance_sheet SET state = 'published', published_by = $2, published_name = $3, published_at = $4 WHERE id = $1
