-- name: reader_known
-- scope: deed
SELECT count(*) FROM report_reader WHERE matter_id = $1 AND assignment_id = $2 AND login = $3 AND unit = $4

-- name: meeting_of
-- scope: deed
SELECT topic, reason FROM report_meeting WHERE matter_id = $1 ORDER BY id DESC LIMIT 1

-- name: meeting_unit
-- scope: deed
SELECT unit FROM report_meeting WHERE matter_id = $1 ORDER BY id DESC LIMIT 1

-- name: reads_matter
-- scope: self
SELECT count(*) FROM report_reader WHERE matter_id = $1 AND (login = $2 OR (unit <> '' AND unit = $3))

-- name: acted_in
-- scope: self
SELECT count(*) FROM flow_event e JOIN flow_case c ON c.id = e.case_id WHERE c.subject = $1 AND e.login = $2 AND c.applicant_login <> $2

-- name: papers_of
-- scope: deed
SELECT id, matter_id, name, sha256, sm3, size, made_by, made_at FROM report_paper WHERE matter_id = $1 ORDER BY id

-- name: paper
-- scope: deed
SELECT id, matter_id, name, sha256, sm3, size, made_by, made_at FROM report_paper WHERE id = $1

-- name: has_file
-- scope: system
SELECT count(*) FROM report_paper WHERE sha256 = $1

-- name: open_duties
-- scope: deed
SELECT count(*) FROM report_duty WHERE matter_id = $1 AND done_on = ''

-- name: duty_done
UPDATE report_duty SET done_on = $2, done_at = $3, done_by = $4, result = $5, told = $6 WHERE id = $1

-- name: duty_set
UPDATE report_duty SET text = $2, person_id = $3, login = $4, name = $5, due = $6 WHERE id = $1
