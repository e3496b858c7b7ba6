-- +goose Up

-- An upload that was refused because it bears the mark of a state secret: no name, no
-- word of it.
CREATE TABLE secrecy_refusal (
  id     INTEGER NOT NULL PRIMARY KEY,
  sha256 TEXT    NOT NULL,
  at     BIGINT  NOT NULL
);

-- A file taken in of which nothing could be read: whoever uploaded it says that it bears
-- no mark.
CREATE TABLE secrecy_statement (
  id     INTEGER NOT NULL PRIMARY KEY,
  sha256 TEXT    NOT NULL,
  at     BIGINT  NOT NULL,
  name   TEXT    NOT NULL  -- who uploaded; empty for the program itself
);

-- The check of something before it is published elsewhere than in the catalogue.
CREATE TABLE secrecy_check (
  id         INTEGER NOT NULL PRIMARY KEY,
  number     TEXT    NOT NULL UNIQUE,
  year       INTEGER NOT NULL,
  title      TEXT    NOT NULL,
  channel    TEXT    NOT NULL, -- where it is to appear
  reason     TEXT    NOT NULL,
  unit       TEXT    NOT NULL,
  person_id  INTEGER NOT NULL, -- who asks
  login      TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  file_name  TEXT    NOT NULL,
  sha256     TEXT    NOT NULL,
  sm3        TEXT    NOT NULL,
  size       BIGINT  NOT NULL,
  state      TEXT    NOT NULL, -- unit, office, leader, passed, refused, referred, withdrawn
  first_id   INTEGER NOT NULL, -- org_person
  first_name TEXT    NOT NULL,
  first_at   BIGINT  NOT NULL,
  first_say  TEXT    NOT NULL,
  second_id  INTEGER NOT NULL,
  second_name TEXT   NOT NULL,
  second_at  BIGINT  NOT NULL,
  second_say TEXT    NOT NULL,
  third_id   INTEGER NOT NULL,
  third_name TEXT    NOT NULL,
  third_at   BIGINT  NOT NULL,
  third_say  TEXT    NOT NULL,
  ended_at   BIGINT  NOT NULL, -- when it was taken back, or determined by the department
  ended_by   TEXT    NOT NULL,
  ended_say  TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL
);

-- Somebody in a classified post, or on the way into it or out of it.
CREATE TABLE secrecy_post (
  id          INTEGER NOT NULL PRIMARY KEY,
  person_id   INTEGER NOT NULL,
  post        TEXT    NOT NULL,
  class       TEXT    NOT NULL, -- core, important, general
  reviewed_on TEXT    NOT NULL,
  review      TEXT    NOT NULL, -- passed, failed
  trained_on  TEXT    NOT NULL,
  pledged_on  TEXT    NOT NULL,
  since       TEXT    NOT NULL,
  until       TEXT    NOT NULL, -- first day no longer
  talk_on     TEXT    NOT NULL,
  left_pledge TEXT    NOT NULL, -- day of the pledge on leaving
  cool_until  TEXT    NOT NULL, -- last day of the cooling period
  state       TEXT    NOT NULL, -- reviewed, failed, dropped, in_post, left, cooled
  note        TEXT    NOT NULL, -- why somebody did not begin, how the cooling period ended
  made_by     TEXT    NOT NULL,
  made_at     BIGINT  NOT NULL
);

CREATE TABLE secrecy_training (
  id        INTEGER NOT NULL PRIMARY KEY,
  number    TEXT    NOT NULL UNIQUE,
  year      INTEGER NOT NULL,
  on_date   TEXT    NOT NULL,
  place     TEXT    NOT NULL,
  title     TEXT    NOT NULL,
  lecturer  TEXT    NOT NULL,
  minutes   INTEGER NOT NULL,
  everybody INTEGER NOT NULL, -- 1: all who work here are expected, 0: classified posts
  state     TEXT    NOT NULL, -- open, closed, cancelled
  note      TEXT    NOT NULL, -- why it was cancelled
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  closed_at BIGINT  NOT NULL
);

CREATE TABLE secrecy_attendance (
  id          INTEGER NOT NULL PRIMARY KEY,
  training_id INTEGER NOT NULL,
  person_id   INTEGER NOT NULL,
  how         TEXT    NOT NULL, -- self, list
  at          BIGINT  NOT NULL,
  UNIQUE (training_id, person_id)
);

CREATE TABLE secrecy_leak (
  id         INTEGER NOT NULL PRIMARY KEY,
  number     TEXT    NOT NULL UNIQUE,
  year       INTEGER NOT NULL,
  kind       TEXT    NOT NULL, -- leaked, possible
  noticed_at BIGINT  NOT NULL,
  due_at     BIGINT  NOT NULL,
  how        TEXT    NOT NULL, -- how it was noticed, without what was leaked
  measures   TEXT    NOT NULL, -- what was done at once
  login      TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  unit       TEXT    NOT NULL,
  late       TEXT    NOT NULL, -- why it was entered or told late
  state      TEXT    NOT NULL, -- open, closed
  result     TEXT    NOT NULL,
  warned_at  BIGINT  NOT NULL,
  alarmed_at BIGINT  NOT NULL,
  closed_at  BIGINT  NOT NULL,
  made_at    BIGINT  NOT NULL
);

CREATE TABLE secrecy_step (
  id      INTEGER NOT NULL PRIMARY KEY,
  leak_id INTEGER NOT NULL,
  kind    TEXT    NOT NULL, -- department, superior, leader, measure
  whom    TEXT    NOT NULL,
  how     TEXT    NOT NULL,
  words   TEXT    NOT NULL,
  at      BIGINT  NOT NULL, -- when it was done
  late    TEXT    NOT NULL, -- why after the clock
  name    TEXT    NOT NULL,
  made_at BIGINT  NOT NULL
);

CREATE INDEX secrecy_step_leak ON secrecy_step (leak_id);

-- The yearly report; its id is the year.
CREATE TABLE secrecy_year (
  id        INTEGER NOT NULL PRIMARY KEY,
  words     TEXT    NOT NULL,
  figures   TEXT    NOT NULL, -- JSON, as sent
  sent_to   TEXT    NOT NULL,
  sent_on   TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL
);
