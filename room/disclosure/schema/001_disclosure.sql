-- +goose Up

-- One application for information, or for correcting a record about oneself.
CREATE TABLE disclosure_application (
  id            INTEGER NOT NULL PRIMARY KEY,
  number        TEXT    NOT NULL UNIQUE, -- 2026-申-0007
  kind          TEXT    NOT NULL, -- information, record
  state         TEXT    NOT NULL,
  channel       TEXT    NOT NULL,
  class         TEXT    NOT NULL, -- of applicants, as the national table counts
  applicant_key TEXT    NOT NULL, -- keyed digest of identity number or credit code
  shown         TEXT    NOT NULL, -- masked name
  title         TEXT    NOT NULL,
  document_no   TEXT    NOT NULL,
  features      TEXT    NOT NULL,
  concerns      TEXT    NOT NULL,
  purpose       TEXT    NOT NULL,
  form          TEXT    NOT NULL,
  way           TEXT    NOT NULL,
  assistance    TEXT    NOT NULL,
  applied_on    TEXT    NOT NULL,
  came_on       TEXT    NOT NULL,
  received_on   TEXT    NOT NULL, -- empty while receipt is not confirmed
  unit          TEXT    NOT NULL,
  handler       TEXT    NOT NULL,
  outcome       TEXT    NOT NULL, -- code of the kind of reply
  replied_on    TEXT    NOT NULL,
  supply_by     TEXT    NOT NULL,
  closed_on     TEXT    NOT NULL,
  filed_at      BIGINT  NOT NULL,
  code_hash     TEXT    NOT NULL,
  made_by       TEXT    NOT NULL,
  made_at       BIGINT  NOT NULL,
  version       INTEGER NOT NULL
);

CREATE INDEX disclosure_application_state ON disclosure_application (state, id);
CREATE INDEX disclosure_application_received ON disclosure_application (received_on, id);
CREATE INDEX disclosure_application_key ON disclosure_application (applicant_key, received_on);

-- Who asks; the same id as the application.
CREATE TABLE disclosure_applicant (
  id             INTEGER NOT NULL PRIMARY KEY,
  name           TEXT    NOT NULL,
  work           TEXT    NOT NULL,
  paper_kind     TEXT    NOT NULL,
  paper_number   TEXT    NOT NULL,
  credit_code    TEXT    NOT NULL,
  representative TEXT    NOT NULL,
  contact        TEXT    NOT NULL,
  agent          TEXT    NOT NULL,
  phone          TEXT    NOT NULL,
  fax            TEXT    NOT NULL,
  mail           TEXT    NOT NULL,
  address        TEXT    NOT NULL,
  postcode       TEXT    NOT NULL
);

-- What happened, in the words of the clock and of the room; state and last day
-- follow from it.
CREATE TABLE disclosure_event (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL,
  on_date        TEXT    NOT NULL,
  what           TEXT    NOT NULL,
  days           INTEGER NOT NULL,
  with_whom      TEXT    NOT NULL,
  until_date     TEXT    NOT NULL,
  note           TEXT    NOT NULL,
  paper_id       INTEGER NOT NULL,
  made_by        TEXT    NOT NULL,
  made_name      TEXT    NOT NULL,
  made_at        BIGINT  NOT NULL
);

CREATE INDEX disclosure_event_application ON disclosure_event (application_id, id);
