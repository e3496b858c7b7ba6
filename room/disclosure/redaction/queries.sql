-- name: job
-- scope: deed
SELECT * FROM disclosure_redaction WHERE id = $1

-- name: boxes_of
-- scope: deed
SELECT * FROM disclosure_redaction_box WHERE redaction_id = $1 AND state <> 'erased' ORDER BY page, hit, id

-- name: boxes_of_page
-- scope: deed
SELECT * FROM disclosure_redaction_box WHERE redaction_id = $1 AND page = $2 AND state <> 'erased' ORDER BY hit, id

-- name: last_hit
-- scope: deed
SELECT coalesce(max(hit), 0) FROM disclosure_redaction_box WHERE redaction_id = $1

-- name: open_boxes
-- scope: deed
SELECT count(*) FROM disclosure_redaction_box WHERE redaction_id = $1 AND state = 'open'

-- name: tallies
-- scope: figures
SELECT redaction_id, state, count(DISTINCT hit) AS n FROM disclosure_redaction_box WHERE state <> 'erased' GROUP BY redaction_id, state

-- name: box_decide
UPDATE disclosure_redaction_box SET state = $2, ground = $3, note = $4, elsewhere = $5, decided_by = $6, decided_at = $7 WHERE id = $1

-- name: by_file
-- scope: system
SELECT * FROM disclosure_redaction WHERE state <> 'discarded' AND (result_sha = $1 OR source_sha = $1) ORDER BY id

-- name: has_file
-- scope: system
SELECT count(*) FROM disclosure_redaction WHERE source_sha = $1 OR work_sha = $1 OR result_sha = $1

-- name: shown_of
-- scope: system
SELECT digits FROM disclosure_redaction_shown WHERE person = $1 AND redaction_id <> $2
