-- +goose Up
-- One case of a room on its way through its steps.
CREATE TABLE flow_case (
  id              INTEGER NOT NULL PRIMARY KEY,
  subject         TEXT    NOT NULL UNIQUE, -- the room's row, "table:id"
  kind            TEXT    NOT NULL,        -- the room's table, as registered
  title           TEXT    NOT NULL,        -- shown in lists and to-dos to everybody whom it waits for
  line            TEXT    NOT NULL,        -- second line of lists, may be empty
  url             TEXT    NOT NULL,        -- the room's page
  applicant       INTEGER NOT NULL,        -- org_person
  applicant_login TEXT    NOT NULL,
  applicant_name  TEXT    NOT NULL,
  applicant_post  TEXT    NOT NULL,
  phase           TEXT    NOT NULL, -- running, returned, recording, closed, refused, withdrawn
  round           INTEGER NOT NULL, -- of the chain: a change of facts begins the next
  submitted_at    BIGINT  NOT NULL,
  settled_at      BIGINT  NOT NULL, -- when the deciding step was done; 0 before
  ended_at        BIGINT  NOT NULL, -- when a final phase was reached; 0 before
  due             TEXT    NOT NULL, -- date, empty for none
  facts           TEXT    NOT NULL, -- fingerprint of the facts that the decision rests on
  ruling          TEXT    NOT NULL, -- the stored decision of the rule book
  edition         TEXT    NOT NULL, -- of the rule book in force at submission
  basis           TEXT    NOT NULL, -- clauses joined by a comma
  basis_line      TEXT    NOT NULL, -- as printed
  restricted      INTEGER NOT NULL, -- no copies outside the chain
  version         INTEGER NOT NULL  -- counts the deeds done to the case
);

CREATE INDEX flow_case_applicant ON flow_case (applicant_login, phase);

CREATE TABLE flow_step (
  id          INTEGER NOT NULL PRIMARY KEY,
  case_id     INTEGER NOT NULL,
  round       INTEGER NOT NULL,
  place       INTEGER NOT NULL, -- order within the round
  who         TEXT    NOT NULL, -- role word; empty for an added signatory
  act         TEXT    NOT NULL, -- opinion, review, consent, decide, record, external
  state       TEXT    NOT NULL, -- pending, open, done, void
  person      INTEGER NOT NULL, -- pinned: added, passed on to or assigned; 0 for whoever holds the role
  person_name TEXT    NOT NULL,
  added       INTEGER NOT NULL, -- org_person who added this step; 0 for a step of the rule
  oral_at     BIGINT  NOT NULL, -- approval claimed to have been given orally; 0 for none
  since       BIGINT  NOT NULL, -- opened last; 0 before
  done_at     BIGINT  NOT NULL,
  outcome     TEXT    NOT NULL, -- agree, dissent, refuse, recorded; empty before
  vacant      TEXT    NOT NULL  -- why nobody can act while it is open; empty if somebody can
);

CREATE INDEX flow_step_case ON flow_step (case_id);

-- What was done, in order; only ever added to. From it alone the steps follow.
CREATE TABLE flow_event (
  id         INTEGER NOT NULL PRIMARY KEY,
  case_id    INTEGER NOT NULL,
  n          INTEGER NOT NULL, -- within the case, from 1
  step_id    INTEGER NOT NULL, -- 0 for the case as a whole
  action     TEXT    NOT NULL,
  outcome    TEXT    NOT NULL,
  person     INTEGER NOT NULL,
  login      TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  post       TEXT    NOT NULL,
  stands_for TEXT    NOT NULL, -- 代××
  at         BIGINT  NOT NULL, -- entered
  event_at   BIGINT  NOT NULL, -- happened: earlier than at where it was done orally or elsewhere
  since      BIGINT  NOT NULL, -- the step had waited since
  words      TEXT    NOT NULL,
  data       TEXT    NOT NULL, -- JSON
  UNIQUE (case_id, n)
);

CREATE INDEX flow_event_login ON flow_event (login, at);

-- Copies for reading.
CREATE TABLE flow_reader (
  id      INTEGER NOT NULL PRIMARY KEY,
  case_id INTEGER NOT NULL,
  person  INTEGER NOT NULL,
  login   TEXT    NOT NULL,
  name    TEXT    NOT NULL,
  by_name TEXT    NOT NULL, -- who copied it; empty where the result of one's own case is told
  at      BIGINT  NOT NULL,
  read_at BIGINT  NOT NULL  -- 0 while unread
);

CREATE INDEX flow_reader_login ON flow_reader (login, read_at);
CREATE INDEX flow_reader_case ON flow_reader (case_id);

-- Who could act when a step was opened or last looked at again: for lists and the
-- sight of a case. Whether somebody may act is found out anew at the act.
CREATE TABLE flow_holder (
  case_id    INTEGER NOT NULL,
  step_id    INTEGER NOT NULL,
  kind       TEXT    NOT NULL, -- act, assign, expect, past
  person     INTEGER NOT NULL,
  login      TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  post       TEXT    NOT NULL,
  stands_for TEXT    NOT NULL,
  PRIMARY KEY (step_id, person)
);

CREATE INDEX flow_holder_login ON flow_holder (login, kind);
CREATE INDEX flow_holder_case ON flow_holder (case_id);
