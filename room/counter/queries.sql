-- name: item
-- scope: open
SELECT id, code, title, unit, listed, licence, passed, closed, reason, made_by, made_at, version FROM counter_item WHERE id = $1

-- name: items
-- scope: open
SELECT id, code, title, unit, listed, licence, passed, closed, reason, made_by, made_at, version FROM counter_item ORDER BY unit, code

-- name: items_open
-- scope: public
SELECT id, code, title, unit, listed, licence, passed, closed, reason, made_by, made_at, version FROM counter_item WHERE closed = 0 ORDER BY unit, code

-- name: items_without_promise
-- scope: open
SELECT i.id, i.code, i.title, i.unit, i.listed, i.licence, i.passed, i.closed, i.reason, i.made_by, i.made_at, i.version FROM counter_item i
WHERE i.closed = 0 AND i.listed = 1 AND NOT EXISTS (SELECT 1 FROM counter_promise p WHERE p.item_id = i.id AND p.state = 'published') ORDER BY i.unit, i.code

-- name: item_titled
-- scope: deed
SELECT count(*) FROM counter_item WHERE title = $1 AND unit = $2 AND closed = 0 AND id <> $3

-- name: promise
-- scope: open
SELECT id, item_id, n, state, basis, conditions, requirements, materials, steps, instant, days, days_unit, unit, officer, place, fee, fee_basis, feedback_days, media, published_on, published_by, replaced_on, made_by, made_at, version FROM counter_promise WHERE id = $1

-- name: promise_now
-- scope: open
SELECT id, item_id, n, state, basis, conditions, requirements, materials, steps, instant, days, days_unit, unit, officer, place, fee, fee_basis, feedback_days, media, published_on, published_by, replaced_on, made_by, made_at, version FROM counter_promise WHERE item_id = $1 AND state = 'published'

-- name: promise_on
-- scope: deed
SELECT id, item_id, n, state, basis, conditions, requirements, materials, steps, instant, days, days_unit, unit, officer, place, fee, fee_basis, feedback_days, media, published_on, published_by, replaced_on, made_by, made_at, version FROM counter_promise WHERE item_id = $1 AND state IN ('published', 'replaced') AND published_on <= $2 ORDER BY n DESC LIMIT 1

-- name: promises_now
-- scope: public
SELECT id, item_id, n, state, basis, conditions, requirements, materials, steps, instant, days, days_unit, unit, officer, place, fee, fee_basis, feedback_days, media, published_on, published_by, replaced_on, made_by, made_at, version FROM counter_promise WHERE state = 'published' ORDER BY item_id

-- name: promises_of
-- scope: open
SELECT id, item_id, n, state, basis, conditions, requirements, materials, steps, instant, days, days_unit, unit, officer, place, fee, fee_basis, feedback_days, media, published_on, published_by, replaced_on, made_by, made_at, version FROM counter_promise WHERE item_id = $1 ORDER BY n DESC

-- name: application
-- scope: deed
SELECT id, number, item_id, promise_id, channel, class, applicant, paper_kind, paper_number, phone, agent, matter, received_on, received_at, state, unit, handler, checked_on, check_reason, complete, supplemented_on, accepted_number, accepted_on, deemed, started, due, provisional, result, result_words, finished_on, late_reason, delivered_on, delivered_how, delivered_to, closed_on, refused_number, reason, elsewhere, made_by, made_at, version FROM counter_application WHERE id = $1

-- name: application_numbered
-- scope: system
SELECT id, number, item_id, promise_id, channel, class, applicant, paper_kind, paper_number, phone, agent, matter, received_on, received_at, state, unit, handler, checked_on, check_reason, complete, supplemented_on, accepted_number, accepted_on, deemed, started, due, provisional, result, result_words, finished_on, late_reason, delivered_on, delivered_how, delivered_to, closed_on, refused_number, reason, elsewhere, made_by, made_at, version FROM counter_application WHERE number = $1

-- name: application_list
-- scope: reach
SELECT a.id, a.number, a.item_id, a.promise_id, a.channel, a.class, a.applicant, a.paper_kind, a.paper_number, a.phone, a.agent, a.matter, a.received_on, a.received_at, a.state, a.unit, a.handler, a.checked_on, a.check_reason, a.complete, a.supplemented_on, a.accepted_number, a.accepted_on, a.deemed, a.started, a.due, a.provisional, a.result, a.result_words, a.finished_on, a.late_reason, a.delivered_on, a.delivered_how, a.delivered_to, a.closed_on, a.refused_number, a.reason, a.elsewhere, a.made_by, a.made_at, a.version, i.title
FROM counter_application a JOIN counter_item i ON i.id = a.item_id

-- name: rate_rows
-- scope: reach
SELECT a.unit, a.state, a.due, a.started, a.finished_on, a.received_on,
  (SELECT count(*) FROM counter_notice n WHERE n.application_id = a.id) AS notices,
  (SELECT count(*) FROM counter_pass p WHERE p.application_id = a.id AND (p.signed_on > p.received_on OR p.recalled_on > p.received_on OR p.signed_on = '' AND p.recalled_on = '' AND p.received_on < $1)) AS overnight,
  (SELECT count(*) FROM counter_pass p WHERE p.application_id = a.id) AS passes
FROM counter_application a

-- name: checks_of
-- scope: deed
SELECT id, application_id, n, name, form, state, note, came_on, made_by, made_at, version FROM counter_check WHERE application_id = $1 ORDER BY n

-- name: notices_of
-- scope: deed
SELECT id, number, application_id, n, items, fact, breach, issued_on, issued_by, issued_at FROM counter_notice WHERE application_id = $1 ORDER BY n

-- name: notices_count
-- scope: deed
SELECT count(*) FROM counter_notice WHERE application_id = $1

-- name: pass
-- scope: deed
SELECT id, application_id, kind, unit, words, received_at, received_on, signed_at, signed_on, signed_by, opinion, night_reason, recalled_on, recalled_by, recall_reason, made_by, version FROM counter_pass WHERE id = $1

-- name: passes_of
-- scope: deed
SELECT id, application_id, kind, unit, words, received_at, received_on, signed_at, signed_on, signed_by, opinion, night_reason, recalled_on, recalled_by, recall_reason, made_by, version FROM counter_pass WHERE application_id = $1 ORDER BY id

-- name: pass_open
-- scope: deed
SELECT count(*) FROM counter_pass WHERE application_id = $1 AND unit = $2 AND kind = $3 AND signed_on = '' AND recalled_on = ''

-- name: passes_open
-- scope: deed
SELECT count(*) FROM counter_pass WHERE application_id = $1 AND signed_on = '' AND recalled_on = ''

-- name: passed_to
-- scope: deed
SELECT count(*) FROM counter_pass WHERE application_id = $1 AND unit = $2 AND unit <> '' AND recalled_on = ''

-- name: pass_list
-- scope: reach
SELECT p.id, p.application_id, p.kind, p.unit, p.words, p.received_at, p.received_on, p.signed_at, p.signed_on, p.signed_by, p.opinion, p.night_reason, p.recalled_on, p.recalled_by, p.recall_reason, p.made_by, p.version, a.number, i.title, a.due
FROM counter_pass p JOIN counter_application a ON a.id = p.application_id JOIN counter_item i ON i.id = a.item_id

-- name: forward_of
-- scope: deed
SELECT id, application_id, superior, reminder, sent_on, made_by, made_at FROM counter_forward WHERE application_id = $1

-- name: forwards_count
-- scope: deed
SELECT count(*) FROM counter_forward WHERE application_id = $1

-- name: consultation
-- scope: deed
SELECT id, forward_id, application_id, asked_on, asked_by, answer, demands, told_on, told_how, told_by, version FROM counter_consultation WHERE id = $1

-- name: consultations_of
-- scope: deed
SELECT id, forward_id, application_id, asked_on, asked_by, answer, demands, told_on, told_how, told_by, version FROM counter_consultation WHERE application_id = $1 ORDER BY id

-- name: untold
-- scope: deed
SELECT count(*) FROM counter_consultation WHERE application_id = $1 AND demands = 1 AND told_on = ''

-- name: ticket
-- scope: open
SELECT id, on_date, n, item_id, state, desk, taken_at, called_at, served_at, called_by, application_id, version FROM counter_ticket WHERE id = $1

-- name: ticket_next
-- scope: deed
SELECT id, on_date, n, item_id, state, desk, taken_at, called_at, served_at, called_by, application_id, version FROM counter_ticket WHERE on_date = $1 AND state = 'waiting' ORDER BY n LIMIT 1

-- name: tickets_of
-- scope: open
SELECT id, on_date, n, item_id, state, desk, taken_at, called_at, served_at, called_by, application_id, version FROM counter_ticket WHERE on_date = $1 ORDER BY called_at, n

-- name: failed
-- scope: system
SELECT failed FROM counter_attempt WHERE bucket = $1

-- name: fail
INSERT INTO counter_attempt (bucket, day, failed) VALUES ($1, $2, 1)
ON CONFLICT (bucket) DO UPDATE SET failed = counter_attempt.failed + 1

-- name: forget_attempts
DELETE FROM counter_attempt WHERE day < $1
