-- +goose Up

-- The democratic life meeting of a year.
CREATE TABLE life_meeting (
  id           INTEGER NOT NULL PRIMARY KEY,
  year         INTEGER NOT NULL UNIQUE,
  meeting_id   INTEGER NOT NULL, -- of the meeting room; 0 while it is not linked
  theme        TEXT    NOT NULL,
  planned_on   TEXT    NOT NULL,
  place        TEXT    NOT NULL,
  agenda       TEXT    NOT NULL,
  chair_id     INTEGER NOT NULL, -- org_person
  chair        TEXT    NOT NULL,
  chair_reason TEXT    NOT NULL, -- why another than the party secretary chairs
  held_on      TEXT    NOT NULL, -- empty before it is held
  consent_on   TEXT    NOT NULL, -- day on which the superior organisation agreed to a later date
  consent_to   TEXT    NOT NULL, -- until when
  consent_ref  TEXT    NOT NULL,
  consent_why  TEXT    NOT NULL,
  state        TEXT    NOT NULL, -- running, finished
  finished_on  TEXT    NOT NULL,
  finished_by  TEXT    NOT NULL,
  made_by      TEXT    NOT NULL,
  made_at      BIGINT  NOT NULL
);

-- Who takes part, and what was seen of each. Nothing of what somebody said.
CREATE TABLE life_person (
  id        INTEGER NOT NULL PRIMARY KEY,
  life_id   INTEGER NOT NULL,
  person_id INTEGER NOT NULL,
  login     TEXT    NOT NULL,
  name      TEXT    NOT NULL,
  part      TEXT    NOT NULL, -- member, added (a leader who is no member of the committee), observer
  speech_on TEXT    NOT NULL, -- the written speech was handed in
  here      TEXT    NOT NULL, -- present, absent; empty before the meeting
  spoke     INTEGER NOT NULL,
  read_out  INTEGER NOT NULL, -- an absent one's speech was read out and recorded
  told_on   TEXT    NOT NULL, -- an absent one was told afterwards
  told_by   TEXT    NOT NULL,
  UNIQUE (life_id, person_id)
);

CREATE INDEX life_person_login ON life_person (login, life_id);

-- A step that was done. The latest of a step stands; a study before the meeting may
-- stand more than once.
CREATE TABLE life_mark (
  id      INTEGER NOT NULL PRIMARY KEY,
  life_id INTEGER NOT NULL,
  step    TEXT    NOT NULL,
  done_on TEXT    NOT NULL,
  words   TEXT    NOT NULL,
  ref     TEXT    NOT NULL, -- number of a paper
  person  TEXT    NOT NULL, -- name of who entered it
  login   TEXT    NOT NULL,
  made_at BIGINT  NOT NULL
);

CREATE INDEX life_mark_life ON life_mark (life_id, step);

-- An opinion that was heard. Whose it is stands only where a talk was held and the
-- person agreed to be named.
CREATE TABLE life_opinion (
  id        INTEGER NOT NULL PRIMARY KEY,
  life_id   INTEGER NOT NULL,
  form      TEXT    NOT NULL, -- symposium, talk, appraisal
  words     TEXT    NOT NULL,
  named     TEXT    NOT NULL, -- empty: not told
  collector TEXT    NOT NULL, -- member charged by the committee; empty for the political section
  heard_on  TEXT    NOT NULL
);

CREATE INDEX life_opinion_life ON life_opinion (life_id, id);

-- A heart-to-heart talk was held. Of what was said nothing is kept.
CREATE TABLE life_talk (
  id        INTEGER NOT NULL PRIMARY KEY,
  life_id   INTEGER NOT NULL,
  leader_id INTEGER NOT NULL,
  leader    TEXT    NOT NULL,
  other_id  INTEGER NOT NULL,
  other     TEXT    NOT NULL,
  kind      TEXT    NOT NULL, -- leader, staff
  held_on   TEXT    NOT NULL,
  UNIQUE (life_id, leader_id, other_id)
);

-- One line of the rectification list.
CREATE TABLE life_measure (
  id        INTEGER NOT NULL PRIMARY KEY,
  life_id   INTEGER NOT NULL,
  problem   TEXT    NOT NULL,
  measure   TEXT    NOT NULL,
  owner_id  INTEGER NOT NULL,
  login     TEXT    NOT NULL,
  owner     TEXT    NOT NULL,
  due       TEXT    NOT NULL,
  upward    INTEGER NOT NULL, -- needs the help of the superior organisation
  upward_on TEXT    NOT NULL, -- reported upwards
  upward_no TEXT    NOT NULL,
  result    TEXT    NOT NULL,
  done_on   TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL
);

CREATE INDEX life_measure_life ON life_measure (life_id, id);
CREATE INDEX life_measure_login ON life_measure (login, done_on);

-- A leader looked how the measures are carried out.
CREATE TABLE life_check (
  id         INTEGER NOT NULL PRIMARY KEY,
  life_id    INTEGER NOT NULL,
  words      TEXT    NOT NULL,
  person     TEXT    NOT NULL,
  login      TEXT    NOT NULL,
  checked_on TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL
);

CREATE INDEX life_check_life ON life_check (life_id, id);

-- Papers, each with the step it proves.
CREATE TABLE life_paper (
  id      INTEGER NOT NULL PRIMARY KEY,
  life_id INTEGER NOT NULL,
  step    TEXT    NOT NULL,
  part_id INTEGER NOT NULL, -- life_person of a speech, life_measure of evidence; else 0
  name    TEXT    NOT NULL,
  sha256  TEXT    NOT NULL,
  sm3     TEXT    NOT NULL,
  size    BIGINT  NOT NULL, -- bytes
  made_by TEXT    NOT NULL,
  made_at BIGINT  NOT NULL
);

CREATE INDEX life_paper_life ON life_paper (life_id, id);
