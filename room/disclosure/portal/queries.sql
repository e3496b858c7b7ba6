-- name: draft
-- scope: self
SELECT id, lookup, sealed, expires_on FROM disclosure_draft WHERE lookup = $1

-- name: draft_count
-- scope: figures
SELECT COUNT(*) FROM disclosure_draft

-- name: draft_insert
INSERT INTO disclosure_draft (id, lookup, sealed, expires_on) VALUES ($1, $2, $3, $4)

-- name: draft_update
UPDATE disclosure_draft SET sealed = $2, expires_on = $3 WHERE lookup = $1

-- name: draft_delete
DELETE FROM disclosure_draft WHERE lookup = $1

-- name: draft_expire
DELETE FROM disclosure_draft WHERE expires_on < $1

-- name: opinions
-- scope: reach
SELECT id, number, about, words, contact, sent_on, answer, answered_on, answered_by FROM disclosure_opinion ORDER BY answered_on <> '', id DESC LIMIT 500

-- name: opinion
-- scope: deed
SELECT id, number, about, words, contact, sent_on, answer, answered_on, answered_by FROM disclosure_opinion WHERE id = $1
