-- name: document
-- scope: deed
SELECT id, slip, state, since, kind, direction, issuer, unit, drafter_id, drafter, drafter_name, recipients, copies, urgency, title, body, attached, matters, important, authorised, ordered, beyond, forwards, opinion, consent, concerned, contact, source, text_no, why, number, signer_id, signer_name, signer_as, signed_on, signed_text, prints, seal, seal_number, sealed, sealed_on, seal_why, sent_on, closed_on, made_at, version FROM document_outgoing WHERE id = $1

-- name: list
-- scope: reach
SELECT d.id, d.slip, d.state, d.since, d.kind, d.direction, d.issuer, d.unit, d.drafter_id, d.drafter, d.drafter_name, d.recipients, d.copies, d.urgency, d.title, '' AS body, d.attached, d.matters, d.important, d.authorised, d.ordered, d.beyond, d.forwards, d.opinion, d.consent, d.concerned, d.contact, d.source, d.text_no, d.why, d.number, d.signer_id, d.signer_name, d.signer_as, d.signed_on, d.signed_text, d.prints, d.seal, d.seal_number, d.sealed, d.sealed_on, d.seal_why, d.sent_on, d.closed_on, d.made_at, d.version FROM document_outgoing d

-- name: count
-- scope: reach
SELECT count(*) FROM document_outgoing d

-- name: waiting
-- scope: system
SELECT id, slip, state, since, kind, direction, issuer, unit, drafter_id, drafter, drafter_name, recipients, copies, urgency, title, '' AS body, attached, matters, important, authorised, ordered, beyond, forwards, opinion, consent, concerned, contact, source, text_no, why, number, signer_id, signer_name, signer_as, signed_on, signed_text, prints, seal, seal_number, sealed, sealed_on, seal_why, sent_on, closed_on, made_at, version FROM document_outgoing WHERE state IN ('sign', 'countersign') ORDER BY id

-- name: texts
-- scope: deed
SELECT id, document_id, no, kind, direction, issuer, recipients, copies, urgency, title, body, attached, changed, why, made_by, made_name, made_at FROM document_outgoing_text WHERE document_id = $1 ORDER BY no

-- name: lines
-- scope: deed
SELECT id, document_id, act, text_no, login, name, capacity, words, made_at FROM document_outgoing_line WHERE document_id = $1 ORDER BY id

-- name: asks
-- scope: deed
SELECT id, document_id, unit, state, text_no, words, login, name, capacity, asked_at, done_at FROM document_outgoing_ask WHERE document_id = $1 ORDER BY id

-- name: concerned
-- scope: deed
SELECT (SELECT count(*) FROM document_outgoing_ask WHERE document_id = $1 AND unit = $2) + (SELECT count(*) FROM document_outgoing_line WHERE document_id = $1 AND login = $3)

-- name: number
-- scope: deed
SELECT id, series, year, seq, state, document_id, title, reason, made_by, made_name, made_on, made_at, version FROM document_outgoing_number WHERE series = $1 AND year = $2 AND seq = $3

-- name: number_of
-- scope: deed
SELECT id, series, year, seq, state, document_id, title, reason, made_by, made_name, made_on, made_at, version FROM document_outgoing_number WHERE document_id = $1

-- name: book
-- scope: open  (which numbers are given is open in the bureau; titles are left out for whoever may not see the paper)
SELECT id, series, year, seq, state, document_id, title, reason, made_by, made_name, made_on, made_at, version FROM document_outgoing_number WHERE series = $1 AND year = $2 ORDER BY seq DESC

-- name: book_last
-- scope: system
SELECT COALESCE(MAX(seq), 0) FROM document_outgoing_number WHERE series = $1 AND year = $2

-- name: sent
-- scope: deed
SELECT id, document_id, recipient, role, prints, how, sent_on, sent_by, received_on, received_by, version FROM document_outgoing_sent WHERE document_id = $1 ORDER BY id

-- name: papers
-- scope: deed
SELECT id, document_id, name, sha256, sm3, size, final, dropped, made_by, made_at, version FROM document_outgoing_paper WHERE document_id = $1 AND dropped = 0 AND final = 0 ORDER BY id

-- name: final
-- scope: deed
SELECT id, document_id, name, sha256, sm3, size, final, dropped, made_by, made_at, version FROM document_outgoing_paper WHERE document_id = $1 AND final = 1

-- name: paper
-- scope: deed
SELECT id, document_id, name, sha256, sm3, size, final, dropped, made_by, made_at, version FROM document_outgoing_paper WHERE id = $1

-- name: has_file
-- scope: system
SELECT count(*) FROM document_outgoing_paper WHERE sha256 = $1

-- name: open_todos
-- scope: system
SELECT key FROM notify_todo WHERE done_at = 0 AND key >= $1 AND key < $2 ORDER BY key
