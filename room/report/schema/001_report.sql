-- +goose Up

-- One request for instructions or one report. Who sent it is kept as it stood on
-- that day; what its chain rests on is pinned in decision. A row that was only
-- handled as an emergency so far has no case yet.
CREATE TABLE report_matter (
  id             INTEGER NOT NULL PRIMARY KEY,
  number         TEXT    NOT NULL UNIQUE, -- 2026-请-0007, 2026-报-0012
  kind           TEXT    NOT NULL, -- request, report
  person_id      INTEGER NOT NULL, -- org_person
  login          TEXT    NOT NULL,
  name           TEXT    NOT NULL,
  unit           TEXT    NOT NULL,
  unit_name      TEXT    NOT NULL,
  post           TEXT    NOT NULL,
  role           TEXT    NOT NULL, -- staff, section_head, bureau_leader, director
  topic          TEXT    NOT NULL, -- of the book's list for the role
  detail         TEXT    NOT NULL, -- what it is, where the topic is the last of the list
  title          TEXT    NOT NULL,
  background     TEXT    NOT NULL,
  proposal       TEXT    NOT NULL, -- the sender's own opinion
  important      INTEGER NOT NULL,
  oral_reason    TEXT    NOT NULL, -- why an important matter has no written paper
  urgency        TEXT    NOT NULL, -- normal, urgent, critical
  addressee      TEXT    NOT NULL, -- role word of the last step
  skip           TEXT    NOT NULL, -- reason for passing over a level; empty for none
  skip_words     TEXT    NOT NULL, -- the fact that the reason needs
  skip_on        TEXT    NOT NULL, -- day of the event, where the reason needs it
  skip_off_hours INTEGER NOT NULL,
  bypassed       TEXT    NOT NULL, -- names of those passed over
  assignment_id  INTEGER NOT NULL, -- report_assignment; 0 for none
  units          TEXT    NOT NULL, -- codes of other units concerned, with commas
  oral_at        BIGINT  NOT NULL, -- said before it was written down; 0 for not
  oral_to        TEXT    NOT NULL,
  acted_at       BIGINT  NOT NULL, -- carried out; 0 for not yet
  acted_words    TEXT    NOT NULL,
  acted_early    TEXT    NOT NULL, -- why it could not wait for an answer; empty if it did
  acted_by       TEXT    NOT NULL,
  acted_noted_at BIGINT  NOT NULL, -- when that was entered
  state          TEXT    NOT NULL, -- handled, running, returned, answered, refused, withdrawn, closed
  case_id        INTEGER NOT NULL, -- flow_case; 0 while only handled
  decision       TEXT    NOT NULL, -- rulebook.Decision, whole
  made_by        TEXT    NOT NULL,
  made_at        BIGINT  NOT NULL,
  submitted_at   BIGINT  NOT NULL,
  answered_at    BIGINT  NOT NULL,
  filed_at       BIGINT  NOT NULL, -- handed to the archive's intake; 0 for not
  version        INTEGER NOT NULL
);

CREATE INDEX report_matter_login ON report_matter (login, id);
CREATE INDEX report_matter_state ON report_matter (state, id);

-- What somebody still owes: the explanation of a skip, the report after an
-- emergency, the word on a task given from above, the carrying out of a decision.
CREATE TABLE report_duty (
  id            INTEGER NOT NULL PRIMARY KEY,
  matter_id     INTEGER NOT NULL, -- 0 for a word on an assignment
  assignment_id INTEGER NOT NULL,
  kind          TEXT    NOT NULL, -- explain, supplement, notice, task
  text          TEXT    NOT NULL,
  person_id     INTEGER NOT NULL,
  login         TEXT    NOT NULL,
  name          TEXT    NOT NULL,
  made_on       TEXT    NOT NULL,
  due           TEXT    NOT NULL, -- last day; empty where none was set
  done_on       TEXT    NOT NULL, -- empty while open
  done_at       BIGINT  NOT NULL,
  done_by       TEXT    NOT NULL,
  result        TEXT    NOT NULL,
  told          TEXT    NOT NULL, -- names of those who get the result
  made_by       TEXT    NOT NULL,
  made_at       BIGINT  NOT NULL
);

CREATE INDEX report_duty_matter ON report_duty (matter_id, id);
CREATE INDEX report_duty_assignment ON report_duty (assignment_id, id);
CREATE INDEX report_duty_login ON report_duty (login, done_on);

-- A task given by somebody above the direct superior.
CREATE TABLE report_assignment (
  id        INTEGER NOT NULL PRIMARY KEY,
  number    TEXT    NOT NULL UNIQUE, -- 2026-交-0003
  person_id INTEGER NOT NULL, -- who carries it out
  login     TEXT    NOT NULL,
  name      TEXT    NOT NULL,
  unit      TEXT    NOT NULL,
  unit_name TEXT    NOT NULL,
  giver_id  INTEGER NOT NULL,
  giver     TEXT    NOT NULL,
  what      TEXT    NOT NULL,
  given_on  TEXT    NOT NULL,
  due       TEXT    NOT NULL, -- last day for the task; empty where none was set
  direct    INTEGER NOT NULL, -- by the direct superior: nobody else need be told
  told      TEXT    NOT NULL, -- names of those it is reported to
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL
);

CREATE INDEX report_assignment_login ON report_assignment (login, id);

-- Who reads a matter or an assignment without a part in its chain.
CREATE TABLE report_reader (
  id            INTEGER NOT NULL PRIMARY KEY,
  matter_id     INTEGER NOT NULL,
  assignment_id INTEGER NOT NULL,
  login         TEXT    NOT NULL, -- one of login and unit
  unit          TEXT    NOT NULL,
  why           TEXT    NOT NULL, -- unit, explain, notice, task
  made_at       BIGINT  NOT NULL
);

CREATE INDEX report_reader_matter ON report_reader (matter_id);
CREATE INDEX report_reader_assignment ON report_reader (assignment_id);

-- Attachments.
CREATE TABLE report_paper (
  id        INTEGER NOT NULL PRIMARY KEY,
  matter_id INTEGER NOT NULL,
  name      TEXT    NOT NULL,
  sha256    TEXT    NOT NULL,
  sm3       TEXT    NOT NULL,
  size      BIGINT  NOT NULL, -- bytes
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL
);

CREATE INDEX report_paper_matter ON report_paper (matter_id, id);
