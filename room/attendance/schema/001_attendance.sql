-- +goose Up

-- One request for leave. Who asked is kept as it stood on that day. What it rests
-- on is pinned in decision; kind and reason are for the chain alone.
CREATE TABLE attendance_leave (
  id            INTEGER NOT NULL PRIMARY KEY,
  number        TEXT    NOT NULL UNIQUE, -- 2026-假-0031
  person_id     INTEGER NOT NULL, -- org_person
  login         TEXT    NOT NULL, -- account of the person; empty without
  name          TEXT    NOT NULL,
  unit          TEXT    NOT NULL,
  unit_name     TEXT    NOT NULL,
  post          TEXT    NOT NULL,
  role          TEXT    NOT NULL, -- staff, section_head, bureau_leader, director
  work_on       TEXT    NOT NULL, -- entry into work; empty if not known
  kind          TEXT    NOT NULL,
  since_half    INTEGER NOT NULL, -- half days since 1970, [since, until)
  until_half    INTEGER NOT NULL,
  halves        INTEGER NOT NULL, -- charged half days by the counting rule of the kind
  days          INTEGER NOT NULL, -- days of the calendar touched
  shares        TEXT    NOT NULL, -- charged half days by year: 2026:4,2027:2
  provisional   INTEGER NOT NULL, -- counted without an official arrangement of holidays
  reason        TEXT    NOT NULL,
  wish          INTEGER NOT NULL, -- sick leave is to be taken from annual leave
  joined        TEXT    NOT NULL, -- numbers of the adjacent requests counted with it
  joined_halves INTEGER NOT NULL, -- their half days
  extends       INTEGER NOT NULL, -- the leave that is extended; 0 for none
  state         TEXT    NOT NULL, -- running, returned, agreed, closed, refused, withdrawn, cancelled
  case_id       INTEGER NOT NULL, -- flow_case
  decision      TEXT    NOT NULL, -- rulebook.Decision, whole
  submitted_by  TEXT    NOT NULL,
  submitted_at  BIGINT  NOT NULL,
  agreed_at     BIGINT  NOT NULL,
  back_half     INTEGER NOT NULL, -- the first half day at the post again, as registered; 0 until then
  back_by       TEXT    NOT NULL,
  back_at       BIGINT  NOT NULL,
  note          TEXT    NOT NULL, -- why it was cancelled, or came back late
  version       INTEGER NOT NULL
);

CREATE INDEX attendance_leave_person ON attendance_leave (person_id, since_half);
CREATE INDEX attendance_leave_state ON attendance_leave (state, until_half);

-- One traveller of a trip. Those who travel together share a party and have each
-- a chain of their own.
CREATE TABLE attendance_trip (
  id           INTEGER NOT NULL PRIMARY KEY,
  number       TEXT    NOT NULL UNIQUE, -- 2026-差-0012
  party        INTEGER NOT NULL, -- id of the first traveller's row
  person_id    INTEGER NOT NULL,
  login        TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  unit         TEXT    NOT NULL,
  unit_name    TEXT    NOT NULL,
  post         TEXT    NOT NULL,
  role         TEXT    NOT NULL,
  companions   TEXT    NOT NULL, -- names of all travellers
  place        TEXT    NOT NULL,
  zone         TEXT    NOT NULL, -- city, outside_city, abroad
  purpose      TEXT    NOT NULL, -- business, study
  reason       TEXT    NOT NULL,
  since_on     TEXT    NOT NULL, -- first and last day, both counted
  until_on     TEXT    NOT NULL,
  days         INTEGER NOT NULL,
  advance_fen  BIGINT  NOT NULL, -- travel money asked for in advance, in fen
  transport    TEXT    NOT NULL,
  state        TEXT    NOT NULL, -- as of a leave
  case_id      INTEGER NOT NULL,
  decision     TEXT    NOT NULL,
  submitted_by TEXT    NOT NULL,
  submitted_at BIGINT  NOT NULL,
  agreed_at    BIGINT  NOT NULL,
  back_on      TEXT    NOT NULL, -- day of return as registered; empty until then
  back_by      TEXT    NOT NULL,
  report       TEXT    NOT NULL, -- what came of the trip
  note         TEXT    NOT NULL,
  version      INTEGER NOT NULL
);

CREATE INDEX attendance_trip_person ON attendance_trip (person_id, since_on);
CREATE INDEX attendance_trip_party ON attendance_trip (party, id);

-- Leaving the post during hours.
CREATE TABLE attendance_out (
  id          INTEGER NOT NULL PRIMARY KEY,
  person_id   INTEGER NOT NULL,
  login       TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  unit        TEXT    NOT NULL,
  unit_name   TEXT    NOT NULL,
  role        TEXT    NOT NULL,
  place       TEXT    NOT NULL,
  reason      TEXT    NOT NULL,
  report_to   TEXT    NOT NULL, -- section_head, office
  told        TEXT    NOT NULL, -- who was told, in words; empty if nobody could be found
  decision    TEXT    NOT NULL,
  since_at    BIGINT  NOT NULL,
  expected_at BIGINT  NOT NULL,
  back_at     BIGINT  NOT NULL, -- 0 while out
  back_by     TEXT    NOT NULL,
  made_by     TEXT    NOT NULL,
  made_at     BIGINT  NOT NULL
);

CREATE INDEX attendance_out_open ON attendance_out (back_at, since_at);
CREATE INDEX attendance_out_person ON attendance_out (person_id, since_at);

-- Papers that belong to a leave or a trip, as they came. They are for the chain.
CREATE TABLE attendance_proof (
  id       INTEGER NOT NULL PRIMARY KEY,
  subject  TEXT    NOT NULL, -- attendance_leave:7
  kind     TEXT    NOT NULL, -- hospital_certificate, external, other
  hospital TEXT    NOT NULL, -- grade of the hospital: 1, 2 or 3; empty for other papers
  name     TEXT    NOT NULL,
  sha256   TEXT    NOT NULL,
  sm3      TEXT    NOT NULL,
  size     BIGINT  NOT NULL,
  made_by  TEXT    NOT NULL,
  made_at  BIGINT  NOT NULL
);

CREATE INDEX attendance_proof_subject ON attendance_proof (subject, id);

-- The ledger of leave: lines are only added. A balance is the sum of a person's
-- lines of one kind and year.
CREATE TABLE attendance_balance (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL,
  kind      TEXT    NOT NULL, -- annual, home_visit
  year      INTEGER NOT NULL,
  what      TEXT    NOT NULL, -- grant, use, offset, back, carry, lapse, forfeit, correction
  halves    INTEGER NOT NULL, -- half days, negative where they are taken
  subject   TEXT    NOT NULL, -- the leave behind it; empty for none
  clause    TEXT    NOT NULL,
  say       TEXT    NOT NULL, -- why, in Chinese
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL
);

CREATE INDEX attendance_balance_person ON attendance_balance (person_id, kind, year);
CREATE INDEX attendance_balance_subject ON attendance_balance (subject);

-- Absence without leave: drafted by one person, confirmed by another once the
-- absent one was heard.
CREATE TABLE attendance_absence (
  id           INTEGER NOT NULL PRIMARY KEY,
  person_id    INTEGER NOT NULL,
  login        TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  unit         TEXT    NOT NULL,
  unit_name    TEXT    NOT NULL,
  since_half   INTEGER NOT NULL,
  until_half   INTEGER NOT NULL,
  halves       INTEGER NOT NULL, -- working half days
  found        TEXT    NOT NULL, -- what was found
  heard        TEXT    NOT NULL, -- what the person says; empty until heard
  heard_by     TEXT    NOT NULL,
  heard_at     BIGINT  NOT NULL,
  state        TEXT    NOT NULL, -- draft, confirmed, dropped, removed
  drafted_by   TEXT    NOT NULL,
  drafted_at   BIGINT  NOT NULL,
  decided_by   TEXT    NOT NULL,
  decided_name TEXT    NOT NULL,
  decided_at   BIGINT  NOT NULL,
  why          TEXT    NOT NULL -- of dropping or removing
);

CREATE INDEX attendance_absence_person ON attendance_absence (person_id, since_half);

-- The monthly sheet of a unit as its head confirmed it.
CREATE TABLE attendance_sheet (
  id             INTEGER NOT NULL PRIMARY KEY,
  unit           TEXT    NOT NULL,
  month          TEXT    NOT NULL, -- 2026-05
  state          TEXT    NOT NULL, -- confirmed, published
  content        TEXT    NOT NULL, -- the sheet, as JSON
  confirmed_by   TEXT    NOT NULL,
  confirmed_name TEXT    NOT NULL,
  confirmed_at   BIGINT  NOT NULL,
  published_by   TEXT    NOT NULL,
  published_name TEXT    NOT NULL,
  published_at   BIGINT  NOT NULL,
  UNIQUE (unit, month)
);
