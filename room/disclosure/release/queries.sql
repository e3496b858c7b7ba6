-- name: unit_of
-- scope: deed
SELECT unit FROM disclosure_release WHERE id = $1

-- name: referral_answer
UPDATE disclosure_release_referral SET answer = $2, answer_paper = $3, answer_words = $4, answered_on = $5, answered_by = $6 WHERE id = $1

-- name: has_file
-- scope: system
SELECT (SELECT count(*) FROM disclosure_release_file WHERE sha256 = $1 OR source_sha256 = $1) + (SELECT count(*) FROM disclosure_version_file WHERE sha256 = $1 OR source_sha256 = $1)

-- name: version_files
-- scope: deed
SELECT count(*) FROM disclosure_version_file WHERE version_id = $1

-- name: version_file_remove
DELETE FROM disclosure_version_file WHERE id = $1 AND version_id = $2

-- name: channels_of
-- scope: deed
SELECT id, version_id, channel, on_date, note, made_by, made_at FROM disclosure_channel WHERE version_id = $1 ORDER BY id

-- name: examinations_of
-- scope: deed
SELECT id, item_id, on_date, result, reason, name, made_by, made_at FROM disclosure_examination WHERE item_id = $1 ORDER BY id

-- name: columns_shown
-- scope: public
SELECT t.column_code AS code, count(*) AS items, max(i.updated_on) AS updated_on FROM disclosure_item i JOIN disclosure_version t ON t.item_id = i.id AND t.n = i.shown
WHERE i.state = 'published' GROUP BY t.column_code

-- name: item_of_version
-- scope: system
SELECT item_id FROM disclosure_version WHERE id = $1

-- name: edition
-- scope: figures
SELECT count(*) AS items, CAST(coalesce(sum(version), 0) AS BIGINT) AS changes FROM disclosure_item WHERE state IN ('published', 'withdrawn')
