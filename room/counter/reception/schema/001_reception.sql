-- +goose Up

-- Somebody who came or called, as the first-asked person wrote it down.
CREATE TABLE counter_visit (
  id           INTEGER NOT NULL PRIMARY KEY,
  number       TEXT    NOT NULL UNIQUE, -- 2026-首-0012
  year         INTEGER NOT NULL,
  received_on  TEXT    NOT NULL,
  received_at  BIGINT  NOT NULL,
  how          TEXT    NOT NULL, -- visit, call
  kind         TEXT    NOT NULL, -- of the book's list
  name         TEXT    NOT NULL,
  phone        TEXT    NOT NULL,
  matter       TEXT    NOT NULL,
  branch       TEXT    NOT NULL, -- own, other, outside, complaint
  first_id     INTEGER NOT NULL, -- org_person
  first_login  TEXT    NOT NULL,
  first_name   TEXT    NOT NULL,
  first_unit   TEXT    NOT NULL,
  answer       TEXT    NOT NULL,
  link         TEXT    NOT NULL, -- number of an application
  to_unit      TEXT    NOT NULL,
  to_unit_name TEXT    NOT NULL,
  to_id        INTEGER NOT NULL, -- org_person; 0 for nobody in particular
  to_login     TEXT    NOT NULL,
  to_name      TEXT    NOT NULL,
  helped       TEXT    NOT NULL, -- told, contacted, away
  agency       TEXT    NOT NULL, -- 不明 where nobody knows
  state        TEXT    NOT NULL, -- open, handed, contacted, closed, void
  forward_due  TEXT    NOT NULL,
  handed_on    TEXT    NOT NULL,
  handed_at    BIGINT  NOT NULL,
  contact_due  TEXT    NOT NULL,
  contact_on   TEXT    NOT NULL,
  contact_at   BIGINT  NOT NULL,
  result       TEXT    NOT NULL,
  complaint_id INTEGER NOT NULL,
  closed_at    BIGINT  NOT NULL,
  reason       TEXT    NOT NULL, -- why it is void
  version      INTEGER NOT NULL
);

CREATE INDEX counter_visit_year ON counter_visit (year, state);
CREATE INDEX counter_visit_to ON counter_visit (to_id, state);

-- A complaint or report about conduct, or about commerce.
CREATE TABLE counter_complaint (
  id            INTEGER NOT NULL PRIMARY KEY,
  number        TEXT    NOT NULL UNIQUE, -- 2026-诉-0003
  year          INTEGER NOT NULL,
  received_on   TEXT    NOT NULL,
  received_by   TEXT    NOT NULL,
  received_name TEXT    NOT NULL,
  visit_id      INTEGER NOT NULL,
  source        TEXT    NOT NULL,
  about         TEXT    NOT NULL, -- conduct, commerce
  category      TEXT    NOT NULL,
  anonymous     INTEGER NOT NULL,
  name          TEXT    NOT NULL,
  phone         TEXT    NOT NULL,
  matter        TEXT    NOT NULL,
  accused_id    INTEGER NOT NULL, -- org_person; 0 where nobody is named
  accused_name  TEXT    NOT NULL, -- or the firm, where it is about commerce
  accused_unit  TEXT    NOT NULL,
  unit          TEXT    NOT NULL, -- that handles it
  unit_name     TEXT    NOT NULL,
  handler_id    INTEGER NOT NULL,
  handler_login TEXT    NOT NULL,
  handler_name  TEXT    NOT NULL,
  state         TEXT    NOT NULL, -- received, handling, concluded, answered, withdrawn
  due           TEXT    NOT NULL, -- empty while nobody set a day
  first_due     TEXT    NOT NULL, -- the day that was set first; lateness counts from it
  due_how       TEXT    NOT NULL, -- published, person
  due_why       TEXT    NOT NULL,
  result        TEXT    NOT NULL,
  finding       TEXT    NOT NULL,
  measures      TEXT    NOT NULL,
  concluded_on  TEXT    NOT NULL,
  concluded_by  TEXT    NOT NULL,
  answered_on   TEXT    NOT NULL,
  answered_how  TEXT    NOT NULL,
  answer        TEXT    NOT NULL,
  late          INTEGER NOT NULL, -- days after the last day
  satisfaction  TEXT    NOT NULL,
  satisfied_on  TEXT    NOT NULL,
  reason        TEXT    NOT NULL, -- why it was withdrawn
  version       INTEGER NOT NULL
);

CREATE INDEX counter_complaint_year ON counter_complaint (year, state);

-- What happened to a visit or a complaint, in order; only ever added to.
CREATE TABLE counter_reception_step (
  id      INTEGER NOT NULL PRIMARY KEY,
  subject TEXT    NOT NULL, -- counter_visit:7, counter_complaint:7
  kind    TEXT    NOT NULL,
  words   TEXT    NOT NULL,
  login   TEXT    NOT NULL,
  name    TEXT    NOT NULL,
  post    TEXT    NOT NULL,
  at      BIGINT  NOT NULL
);

CREATE INDEX counter_reception_step_subject ON counter_reception_step (subject);

-- Who answers for what, and what was decided.
CREATE TABLE counter_liability (
  id          INTEGER NOT NULL PRIMARY KEY,
  number      TEXT    NOT NULL UNIQUE, -- 2026-责-001
  year        INTEGER NOT NULL,
  clause      TEXT    NOT NULL, -- under which somebody answers
  person_id   INTEGER NOT NULL,
  person_name TEXT    NOT NULL,
  happened_on TEXT    NOT NULL,
  facts       TEXT    NOT NULL,
  source      TEXT    NOT NULL, -- number of a complaint or visit, or in words
  state       TEXT    NOT NULL, -- recorded, decided, done, void
  decider_id  INTEGER NOT NULL,
  decider     TEXT    NOT NULL, -- or the meeting
  decided_on  TEXT    NOT NULL,
  decision    TEXT    NOT NULL,
  result      TEXT    NOT NULL,
  reason      TEXT    NOT NULL, -- why it is void
  made_by     TEXT    NOT NULL,
  made_name   TEXT    NOT NULL,
  made_at     BIGINT  NOT NULL,
  version     INTEGER NOT NULL
);

-- One of the eight elements of a unit's or post's duties.
CREATE TABLE counter_element (
  id        INTEGER NOT NULL PRIMARY KEY,
  place     TEXT    NOT NULL, -- unit:BGS, post:BGS-head
  element   TEXT    NOT NULL,
  words     TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL,
  UNIQUE (place, element)
);

-- Where a unit is found.
CREATE TABLE counter_contact (
  id        INTEGER NOT NULL PRIMARY KEY,
  unit      TEXT    NOT NULL UNIQUE,
  phone     TEXT    NOT NULL,
  room      TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL
);

-- What a badge says that the register of posts does not.
CREATE TABLE counter_badge (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL UNIQUE,
  duty      TEXT    NOT NULL, -- 职务
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL
);

-- A pledge besides those of service items.
CREATE TABLE counter_pledge (
  id           INTEGER NOT NULL PRIMARY KEY,
  topic        TEXT    NOT NULL, -- of the book's list
  words        TEXT    NOT NULL,
  state        TEXT    NOT NULL, -- draft, published, withdrawn
  media        TEXT    NOT NULL,
  published_on TEXT    NOT NULL,
  withdrawn_on TEXT    NOT NULL,
  reason       TEXT    NOT NULL,
  made_by      TEXT    NOT NULL,
  made_name    TEXT    NOT NULL,
  made_at      BIGINT  NOT NULL,
  version      INTEGER NOT NULL
);
