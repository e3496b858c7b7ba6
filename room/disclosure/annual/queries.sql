-- name: register
-- scope: deed
SELECT x.id AS id, x.number AS number, x.class AS class, x.received_on AS received_on,
  CASE WHEN x.replied_on <> '' THEN x.replied_on ELSE x.closed_on END AS finished_on, x.outcome AS outcome,
  CASE WHEN EXISTS (SELECT 1 FROM disclosure_event e WHERE e.application_id = x.id AND e.what = 'correction_missed') THEN 'fix'
    WHEN EXISTS (SELECT 1 FROM disclosure_event e WHERE e.application_id = x.id AND e.what = 'fee_missed') THEN 'fee' ELSE '' END AS ended
FROM disclosure_application x
WHERE x.kind = 'information' AND x.received_on <> '' AND x.received_on <= $2
  AND ((x.replied_on = '' AND x.closed_on = '') OR (x.replied_on <> '' AND x.replied_on >= $1) OR (x.replied_on = '' AND x.closed_on >= $1))
ORDER BY x.id

-- name: disputes
-- scope: deed
SELECT o.id AS id, o.application_id AS application_id, x.number AS number, o.kind AS kind, o.filed_on AS filed_on, o.decided_on AS decided_on, o.result AS result, x.outcome AS outcome,
  CASE WHEN o.kind = 'suit' AND EXISTS (SELECT 1 FROM disclosure_overlay r WHERE r.application_id = o.application_id AND r.kind = 'review' AND r.filed_on <= o.filed_on) THEN 1 ELSE 0 END AS after_review
FROM disclosure_overlay o JOIN disclosure_application x ON x.id = o.application_id
WHERE o.kind IN ('review', 'suit') AND o.filed_on <= $2 AND (o.decided_on = '' OR o.decided_on >= $1)
ORDER BY o.id

-- name: reviews_decided
-- scope: figures
SELECT count(*) FROM disclosure_overlay WHERE kind = 'review' AND decided_on <> '' AND decided_on <= $1

-- name: fees
-- scope: figures
SELECT coalesce(sum(yuan), 0) FROM disclosure_fee WHERE state = 'paid' AND settled_on >= $1 AND settled_on <= $2

-- name: report
-- scope: deed
SELECT x.id, x.year, x.state, x.asked, x.acts, x.disputes, x.published, x.fee_yuan, x.doubts, x.reorganised, x.digest, x.frozen_at, x.case_id, x.units_due, x.sent_on, x.sent_note, x.public_on, x.public_where, x.made_by, x.made_at, x.version
FROM disclosure_annual_report x

-- name: texts
-- scope: deed
SELECT id, report_id, part, words, made_by, made_name, made_at, version FROM disclosure_annual_text WHERE report_id = $1 ORDER BY id

-- name: cases
-- scope: deed
SELECT report_id, application_id, number, class, received_on, finished_on, outcome, ended, column_no, row_in, row_out FROM disclosure_annual_case WHERE report_id = $1 ORDER BY application_id

-- name: case_insert
INSERT INTO disclosure_annual_case (report_id, application_id, number, class, received_on, finished_on, outcome, ended, column_no, row_in, row_out)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: case_move
UPDATE disclosure_annual_case SET row_out = $3 WHERE report_id = $1 AND application_id = $2

-- name: disputed
-- scope: deed
SELECT report_id, overlay_id, application_id, number, suit, after_review, filed_on, decided_on, result, outcome, block, column_no FROM disclosure_annual_dispute WHERE report_id = $1 ORDER BY overlay_id

-- name: dispute_insert
INSERT INTO disclosure_annual_dispute (report_id, overlay_id, application_id, number, suit, after_review, filed_on, decided_on, result, outcome, block, column_no)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)

-- name: units
-- scope: deed
SELECT id, report_id, unit, due_on, words, handed_by, handed_name, handed_on, points, criticised_on, makeup_by, note, version FROM disclosure_annual_unit WHERE report_id = $1 ORDER BY id

-- name: unit
-- scope: deed
SELECT id, report_id, unit, due_on, words, handed_by, handed_name, handed_on, points, criticised_on, makeup_by, note, version FROM disclosure_annual_unit WHERE id = $1

-- name: units_owing
-- scope: self
SELECT u.id, u.report_id, u.unit, u.due_on, u.words, u.handed_by, u.handed_name, u.handed_on, u.points, u.criticised_on, u.makeup_by, u.note, u.version FROM disclosure_annual_unit u WHERE u.unit = $1 ORDER BY u.id DESC LIMIT 20

-- name: corrections
-- scope: deed
SELECT id, report_id, what, which, was, becomes, reason, made_by, made_name, made_at FROM disclosure_annual_correction WHERE report_id = $1 ORDER BY id
