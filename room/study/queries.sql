-- name: members
-- scope: system
SELECT id, person_id, grp, since, until, made_by, made_at, version FROM study_member ORDER BY grp, since, id

-- name: member
-- scope: deed
SELECT id, person_id, grp, since, until, made_by, made_at, version FROM study_member WHERE id = $1

-- name: plan
-- scope: open
SELECT id, state, aims, text, made_by, made_at, proposed_by, proposed_at, approved_by, approved_name, approved_at, words, version FROM study_plan WHERE id = $1

-- name: planned
-- scope: open
SELECT id, year, month, bodies, form, topic, title, dropped, made_by, made_at FROM study_planned WHERE id = $1

-- name: planned_of
-- scope: open
SELECT id, year, month, bodies, form, topic, title, dropped, made_by, made_at FROM study_planned WHERE year = $1 AND dropped = 0 ORDER BY month, id

-- name: issue
-- scope: open
SELECT id, year, field, title, unit, dropped, made_by, made_at FROM study_issue WHERE id = $1

-- name: issues_of
-- scope: open
SELECT id, year, field, title, unit, dropped, made_by, made_at FROM study_issue WHERE year = $1 AND dropped = 0 ORDER BY id

-- name: session
-- scope: open
SELECT id, number, year, kind, bodies, on_date, at, place, form, topic, title, speaker, planned_id, made_up, code, code_until, state, record, made_by, made_at, closed_by, closed_at, reason, version FROM study_session WHERE id = $1

-- name: sessions_of
-- scope: open
SELECT id, number, year, kind, bodies, on_date, at, place, form, topic, title, speaker, planned_id, made_up, code, code_until, state, record, made_by, made_at, closed_by, closed_at, reason, version FROM study_session WHERE year = $1 ORDER BY on_date DESC, id DESC

-- name: session_by_code
-- scope: deed
SELECT id, number, year, kind, bodies, on_date, at, place, form, topic, title, speaker, planned_id, made_up, code, code_until, state, record, made_by, made_at, closed_by, closed_at, reason, version FROM study_session WHERE code = $1 AND code <> '' ORDER BY id DESC LIMIT 1

-- name: code_used
-- scope: deed
SELECT count(*) FROM study_session WHERE code = $1

-- name: sessions_waiting
-- scope: figures
SELECT count(*) FROM study_session WHERE year = $1 AND state = 'waiting'

-- name: marks_of
-- scope: deed
SELECT id, session_id, person_id, state, how, reason, made_by, made_at, version FROM study_attendance WHERE session_id = $1 ORDER BY id

-- name: my_marks
-- scope: self
SELECT id, session_id, person_id, state, how, reason, made_by, made_at, version FROM study_attendance WHERE person_id = $1 AND session_id IN (SELECT s.id FROM study_session s WHERE s.year = $2) ORDER BY id

-- name: made_up_already
-- scope: deed
SELECT count(*) FROM study_attendance a JOIN study_session s ON s.id = a.session_id WHERE s.made_up = $1 AND s.state <> 'dropped' AND a.person_id = $2 AND a.state = 'present' AND s.id <> $3

-- name: attended
-- scope: system
SELECT a.id, a.session_id, a.person_id, a.state, a.how, a.reason, a.made_by, a.made_at, a.version, s.on_date, s.bodies, s.made_up
FROM study_attendance a JOIN study_session s ON s.id = a.session_id
WHERE s.year = $1 AND s.kind = 'session' AND s.state = 'closed' AND s.on_date <= $2 AND a.state = 'present'

-- name: note
-- scope: deed
SELECT id, number, person_id, year, title, source, on_date, text, shared, file_name, sha256, sm3, size, state, reason, made_by, made_at, version FROM study_note WHERE id = $1

-- name: notes_of
-- scope: self
SELECT id, number, person_id, year, title, source, on_date, text, shared, file_name, sha256, sm3, size, state, reason, made_by, made_at, version FROM study_note WHERE person_id = $1 AND year = $2 ORDER BY on_date DESC, id DESC

-- name: shared_notes
-- scope: open
SELECT id, number, person_id, year, title, source, on_date, text, shared, file_name, sha256, sm3, size, state, reason, made_by, made_at, version FROM study_note WHERE year = $1 AND shared = 1 AND state = 'kept' ORDER BY on_date DESC, id DESC LIMIT 200

-- name: same_note
-- scope: deed
SELECT number FROM study_note WHERE person_id = $1 AND year = $2 AND title = $3 AND source = $4 AND state = 'kept' AND id <> $5 LIMIT 1

-- name: note_counts
-- scope: system
SELECT person_id, '' AS unit, count(*) AS n FROM study_note WHERE year = $1 AND state = 'kept' AND on_date <= $2 GROUP BY person_id

-- name: research
-- scope: deed
SELECT id, number, kind, person_id, unit, from_date, from_half, to_date, to_half, place, topic, title, found, people, issue_id, trip, state, reason, made_by, made_at, version FROM study_research WHERE id = $1

-- name: research_between
-- scope: open
SELECT id, number, kind, person_id, unit, from_date, from_half, to_date, to_half, place, topic, title, found, people, issue_id, trip, state, reason, made_by, made_at, version FROM study_research WHERE state = 'kept' AND to_date >= $1 AND from_date <= $2 ORDER BY from_date DESC, id DESC

-- name: article
-- scope: open
SELECT id, number, year, person_id, unit, role, others, on_date, topic, title, issue_id, file_name, sha256, sm3, size, state, reason, made_by, made_at, version FROM study_article WHERE id = $1

-- name: articles_of
-- scope: open
SELECT id, number, year, person_id, unit, role, others, on_date, topic, title, issue_id, file_name, sha256, sm3, size, state, reason, made_by, made_at, version FROM study_article WHERE year = $1 AND state = 'kept' ORDER BY on_date DESC, id DESC

-- name: same_article
-- scope: deed
SELECT number FROM study_article WHERE year = $1 AND title = $2 AND state = 'kept' LIMIT 1

-- name: brief
-- scope: deed
SELECT id, year, no, title, text, issued_on, sent_to, sent_on, state, made_by, made_at, version FROM study_brief WHERE id = $1

-- name: briefs_of
-- scope: open
SELECT id, year, no, title, text, issued_on, sent_to, sent_on, state, made_by, made_at, version FROM study_brief WHERE year = $1 ORDER BY no DESC, id DESC

-- name: briefs_issued
-- scope: figures
SELECT count(*) FROM study_brief WHERE year = $1 AND state = 'issued'

-- name: summary
-- scope: deed
SELECT id, text, figures, sent_to, sent_on, sent_how, made_by, made_at, version FROM study_summary WHERE id = $1

-- name: pursuit
-- scope: deed
SELECT id, person_id, kind, title, since, result, result_on, made_by, made_at, version FROM study_pursuit WHERE id = $1

-- name: pursuits_of
-- scope: self
SELECT id, person_id, kind, title, since, result, result_on, made_by, made_at, version FROM study_pursuit WHERE person_id = $1 ORDER BY since DESC, id DESC

-- name: pursuits
-- scope: figures
SELECT id, person_id, kind, title, since, result, result_on, made_by, made_at, version FROM study_pursuit WHERE kind <> 'reading' ORDER BY since DESC, id DESC LIMIT 500

-- name: year
-- scope: figures
SELECT id, figures, frozen_by, frozen_at FROM study_year WHERE id = $1

-- name: year_frozen
-- scope: figures
SELECT count(*) FROM study_year WHERE id = $1

-- name: year_unfrozen
-- scope: system
SELECT count(*) FROM study_plan p WHERE p.id = $1 AND NOT EXISTS (SELECT 1 FROM study_year y WHERE y.id = p.id) AND NOT EXISTS (SELECT 1 FROM notify_todo t WHERE t.key = $2)

-- name: todo_known
-- scope: system
SELECT count(*) FROM notify_todo WHERE key = $1

-- name: has_file
-- scope: system
SELECT (SELECT count(*) FROM study_note WHERE sha256 = $1) + (SELECT count(*) FROM study_article WHERE sha256 = $1)

-- name: day_of
-- scope: system
SELECT a.login,
  (SELECT count(*) FROM study_note n WHERE n.person_id = a.person_id AND n.year = $1 AND n.state = 'kept') AS notes,
  (SELECT count(*) FROM study_attendance x JOIN study_session s ON s.id = x.session_id WHERE x.person_id = a.person_id AND x.state = 'present' AND s.year = $1 AND s.state = 'closed' AND s.kind = 'session') AS sessions,
  (SELECT count(*) FROM study_attendance x JOIN study_session s ON s.id = x.session_id WHERE x.person_id = a.person_id AND x.state <> 'present' AND s.year = $1 AND s.state = 'closed' AND s.kind = 'session') AS missed,
  COALESCE((SELECT max(s.id) FROM study_session s JOIN study_member m ON m.person_id = a.person_id WHERE s.on_date = $2 AND s.state = 'waiting' AND (',' || s.bodies || ',') LIKE ('%,' || m.grp || ',%') AND m.since <= $2 AND (m.until = '' OR m.until > $2)), 0) AS today
FROM org_account a WHERE a.person_id <> 0
