-- name: events_of
-- scope: deed
SELECT id, doc_id, kind, text, person, post, login, made_at FROM document_incoming_event WHERE doc_id = $1 ORDER BY id

-- name: papers_of
-- scope: deed
SELECT id, doc_id, role, name, kind, pages, by_eye, sha256, sm3, size, made_by, made_at FROM document_incoming_paper WHERE doc_id = $1 ORDER BY CASE role WHEN 'original' THEN 1 WHEN 'attachment' THEN 2 ELSE 3 END, id

-- name: paper
-- scope: deed
SELECT id, doc_id, role, name, kind, pages, by_eye, sha256, sm3, size, made_by, made_at FROM document_incoming_paper WHERE id = $1

-- name: has_file
-- scope: system
SELECT count(*) FROM document_incoming_paper WHERE sha256 = $1

-- name: bodies_of
-- scope: deed
SELECT body FROM document_incoming_body WHERE doc_id = $1 ORDER BY paper_id

-- name: body_of
-- scope: deed
SELECT body FROM document_incoming_body WHERE paper_id = $1

-- name: body_put
INSERT INTO document_incoming_body (paper_id, doc_id, body) VALUES ($1, $2, $3)

-- name: units_of
-- scope: deed
SELECT id, doc_id, unit, part, handler_id, handler, login, given_at, result, done_at FROM document_incoming_unit WHERE doc_id = $1 ORDER BY CASE part WHEN 'lead' THEN 1 ELSE 2 END, id

-- name: readers_of
-- scope: deed
SELECT id, doc_id, place, person_id, login, name, given_at, opened_at, read_at, words, recalled_at, why, made_at FROM document_incoming_reader WHERE doc_id = $1 ORDER BY place, id

-- name: urges_of
-- scope: deed
SELECT id, doc_id, number, stage, whom, text, due_at, person, made_at FROM document_incoming_urge WHERE doc_id = $1 ORDER BY id

-- name: same_number
-- scope: deed
SELECT number FROM document_incoming WHERE doc_no_key = $1 AND issuer_key = $2 AND id <> $3 AND stage <> 'void' ORDER BY id LIMIT 1

-- name: pipeline
-- scope: figures
SELECT stage, count(*) AS n, min(stage_at) AS oldest FROM document_incoming WHERE running = 1 GROUP BY stage

-- name: late
-- scope: figures
SELECT count(*) FROM document_incoming WHERE running = 1 AND due_at > 0 AND due_at < $1

-- name: concerned
-- scope: self
SELECT doc_id FROM document_incoming_reader WHERE person_id = $1 AND given_at > 0 AND recalled_at = 0 UNION SELECT doc_id FROM document_incoming_unit WHERE unit = $2 AND unit <> '' AND part <> 'moved' ORDER BY doc_id

-- name: secret_of_others
-- scope: self  (work secrets among what concerns the own unit that are not the reader's)
SELECT d.id FROM document_incoming d WHERE d.level = 2 AND d.id IN (SELECT doc_id FROM document_incoming_unit WHERE unit = $2)
  AND d.id NOT IN (SELECT doc_id FROM document_incoming_reader WHERE person_id = $1 AND given_at > 0 AND recalled_at = 0)
  AND d.id NOT IN (SELECT doc_id FROM document_incoming_unit WHERE handler_id = $1) AND 0 = $3

-- name: open_readers
-- scope: deed
SELECT r.id, r.doc_id, r.place, r.person_id, r.login, r.name, r.given_at, r.opened_at, r.read_at, r.words, r.recalled_at, r.why, r.made_at, d.number, d.title FROM document_incoming_reader r JOIN document_incoming d ON d.id = r.doc_id WHERE d.running = 1 AND r.read_at = 0 AND r.recalled_at = 0 ORDER BY r.doc_id, r.place, r.id

-- name: todo_known
-- scope: system
SELECT count(*) FROM notify_todo WHERE key = $1 AND due = $2

-- name: open_todos
-- scope: system
SELECT key FROM notify_todo WHERE done_at = 0 AND key >= $1 AND key < $2 ORDER BY key

-- name: open_units
-- scope: system
SELECT u.id, u.doc_id, u.unit, u.part, u.handler_id, u.handler, u.login, u.given_at, u.result, u.done_at FROM document_incoming_unit u JOIN document_incoming d ON d.id = u.doc_id WHERE d.running = 1 AND u.done_at = 0 ORDER BY u.id

-- name: unread
-- scope: system
SELECT r.id, r.doc_id, r.place, r.person_id, r.login, r.name, r.given_at, r.opened_at, r.read_at, r.words, r.recalled_at, r.why, r.made_at FROM document_incoming_reader r JOIN document_incoming d ON d.id = r.doc_id WHERE d.running = 1 AND r.read_at = 0 AND r.recalled_at = 0 ORDER BY r.id

-- name: todo_waits
-- scope: deed
SELECT count(*) FROM notify_todo WHERE key = $1 AND done_at = 0

-- name: taken_over
-- scope: system
SELECT count(*) FROM document_incoming WHERE running = 1 AND stage = 'registered' AND channel = ''
