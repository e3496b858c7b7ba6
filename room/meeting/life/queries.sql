-- name: persons_of
-- scope: deed
SELECT id, life_id, person_id, login, name, part, speech_on, here, spoke, read_out, told_on, told_by FROM life_person WHERE life_id = $1 ORDER BY id

-- name: marks_of
-- scope: deed
SELECT id, life_id, step, done_on, words, ref, person, login, made_at FROM life_mark WHERE life_id = $1 ORDER BY id

-- name: opinions_of
-- scope: deed
SELECT id, life_id, form, words, named, collector, heard_on FROM life_opinion WHERE life_id = $1 ORDER BY id

-- name: talks_of
-- scope: deed
SELECT id, life_id, leader_id, leader, other_id, other, kind, held_on FROM life_talk WHERE life_id = $1 ORDER BY id

-- name: checks_of
-- scope: deed
SELECT id, life_id, words, person, login, checked_on, made_at FROM life_check WHERE life_id = $1 ORDER BY id

-- name: papers_of
-- scope: deed
SELECT id, life_id, step, part_id, name, sha256, sm3, size, made_by, made_at FROM life_paper WHERE life_id = $1 ORDER BY id

-- name: paper
-- scope: deed
SELECT id, life_id, step, part_id, name, sha256, sm3, size, made_by, made_at FROM life_paper WHERE id = $1

-- name: has_file
-- scope: system
SELECT count(*) FROM life_paper WHERE sha256 = $1

-- name: is_member
-- scope: self
SELECT count(*) FROM life_person WHERE life_id = $1 AND login = $2 AND part <> 'observer'

