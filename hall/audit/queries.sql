-- The ledger is read whole by those who hold audit.read, and otherwise only for a
-- subject that the caller has let the reader see.

-- name: entries
-- scope: figures
SELECT seq, at, actor, name, capacity, deed, subject, outcome, basis, summary, detail, rows_digest, prev, hash, sm3 FROM ledger_entry

-- name: entry
-- scope: figures
SELECT seq, at, actor, name, capacity, deed, subject, outcome, basis, summary, detail, rows_digest, prev, hash, sm3 FROM ledger_entry WHERE seq = $1

-- name: at
-- scope: figures
SELECT at FROM ledger_entry WHERE seq >= $1 ORDER BY seq LIMIT 1

-- name: last
-- scope: figures
SELECT coalesce(max(seq), 0) FROM ledger_entry

-- name: rows_of
-- scope: figures
SELECT tbl, first_id, n FROM ledger_row WHERE seq = $1 ORDER BY tbl, first_id

-- name: history
-- scope: deed
SELECT seq, at, actor, name, capacity, deed, subject, outcome, basis, summary, detail, rows_digest, prev, hash, sm3 FROM ledger_entry
WHERE outcome = 'done' AND seq IN (
  SELECT seq FROM ledger_entry WHERE subject = $1
  UNION SELECT seq FROM ledger_row WHERE tbl = $2 AND first_id <= $3 AND first_id + n > $3
) ORDER BY seq DESC LIMIT $4
