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

-- name: proof_insert
INSERT INTO attendance_proof (id, subject, kind, hospital, name, sha256, sm3, size, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
