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
  ground        TEXT    NOT NULL, -- of a record: inaccurate, incomplete, irrelevant
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
  code_issue    INTEGER NOT NULL, -- a lost code is replaced by the next issue
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
  with_whom      TEXT    NOT NULL, -- of a late notice to supplement: why the period runs anew
  until_date     TEXT    NOT NULL,
  note           TEXT    NOT NULL,
  paper_id       INTEGER NOT NULL,
  serial         INTEGER NOT NULL, -- number in its year of the paper that goes out; 0 for none
  made_by        TEXT    NOT NULL,
  made_name      TEXT    NOT NULL,
  made_at        BIGINT  NOT NULL
);

CREATE INDEX disclosure_event_application ON disclosure_event (application_id, id);

-- A file of an application: what came in, what was made, what was found, what goes out.
CREATE TABLE disclosure_paper (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL,
  kind           TEXT    NOT NULL, -- application, identity, authority, evidence, supplement, reasons, found, notice, reply, supplied, proof, other
  name           TEXT    NOT NULL,
  sha256         TEXT    NOT NULL,
  sm3            TEXT    NOT NULL,
  size           INTEGER NOT NULL,
  for_applicant  INTEGER NOT NULL, -- the applicant may open it by number and code
  made_by        TEXT    NOT NULL,
  made_at        BIGINT  NOT NULL
);

CREATE INDEX disclosure_paper_application ON disclosure_paper (application_id, id);
CREATE INDEX disclosure_paper_file ON disclosure_paper (sha256);

-- One search for what was asked: where, by which words, with how many hits.
CREATE TABLE disclosure_search (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL,
  on_date        TEXT    NOT NULL,
  place          TEXT    NOT NULL,
  words          TEXT    NOT NULL,
  span           TEXT    NOT NULL, -- years or period searched
  hits           INTEGER NOT NULL,
  result         TEXT    NOT NULL,
  made_by        TEXT    NOT NULL,
  made_name      TEXT    NOT NULL,
  made_at        BIGINT  NOT NULL
);

CREATE INDEX disclosure_search_application ON disclosure_search (application_id, id);

-- Asking a third party (T1) or another agency (A1).
CREATE TABLE disclosure_consult (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL,
  tag            TEXT    NOT NULL,
  name           TEXT    NOT NULL,
  about          TEXT    NOT NULL, -- what is asked about
  sent_on        TEXT    NOT NULL,
  served_on      TEXT    NOT NULL,
  answered_on    TEXT    NOT NULL,
  answer         TEXT    NOT NULL, -- agree, object; empty for none
  grounds        TEXT    NOT NULL,
  expired_on     TEXT    NOT NULL, -- the day on which somebody wrote down that no answer came
  silence        TEXT    NOT NULL, -- what that means by the regime
  decision       TEXT    NOT NULL, -- disclose, withhold, override
  reasons        TEXT    NOT NULL,
  decided_by     TEXT    NOT NULL,
  told_on        TEXT    NOT NULL, -- third party told of an override
  made_at        BIGINT  NOT NULL
);

CREATE INDEX disclosure_consult_application ON disclosure_consult (application_id, id);

-- A notice of the fee and what became of it.
CREATE TABLE disclosure_fee (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL,
  mode           TEXT    NOT NULL,
  quantity       INTEGER NOT NULL,
  yuan           INTEGER NOT NULL,
  other_yuan     INTEGER NOT NULL, -- by the other tariff, as estimated before the notice
  reason         TEXT    NOT NULL,
  noticed_on     TEXT    NOT NULL,
  settled_on     TEXT    NOT NULL,
  state          TEXT    NOT NULL, -- noticed, paid, missed, narrowed, waived
  words          TEXT    NOT NULL, -- receipt number, or why
  made_by        TEXT    NOT NULL,
  made_at        BIGINT  NOT NULL
);

CREATE INDEX disclosure_fee_application ON disclosure_fee (application_id, id);

-- An extension that was asked for; it holds once the applicant was told in time.
CREATE TABLE disclosure_extension (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL,
  days           INTEGER NOT NULL,
  reason         TEXT    NOT NULL,
  state          TEXT    NOT NULL, -- asked, agreed, refused, returned, withdrawn, told
  case_id        INTEGER NOT NULL,
  agreed_by      TEXT    NOT NULL,
  made_by        TEXT    NOT NULL,
  made_at        BIGINT  NOT NULL
);

CREATE INDEX disclosure_extension_application ON disclosure_extension (application_id, id);

-- A reply from its draft to its service.
CREATE TABLE disclosure_reply (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL,
  kind           TEXT    NOT NULL, -- code of the kind of reply
  reasons        TEXT    NOT NULL,
  forbids        TEXT    NOT NULL, -- the law that forbids or rules it
  channel        TEXT    NOT NULL, -- where what is public can be had, where the matter belongs
  elsewhere      INTEGER NOT NULL, -- another agency has to disclose it
  other_agency   TEXT    NOT NULL,
  other_contact  TEXT    NOT NULL,
  withheld       TEXT    NOT NULL, -- parts left out, one a line: what|code|note
  former_id      INTEGER NOT NULL, -- application answered before
  supply_by      TEXT    NOT NULL,
  form           TEXT    NOT NULL, -- in which what is supplied goes out
  state          TEXT    NOT NULL, -- draft, signing, approved, returned, refused, withdrawn, served
  case_id        INTEGER NOT NULL,
  serial         INTEGER NOT NULL, -- number of the paper in its year; 0 before approval
  year           INTEGER NOT NULL,
  approved_at    BIGINT  NOT NULL,
  served_on      TEXT    NOT NULL,
  service        TEXT    NOT NULL, -- handed, post, agency, email, portal
  proof          TEXT    NOT NULL, -- number of the letter, signature
  made_by        TEXT    NOT NULL,
  made_name      TEXT    NOT NULL,
  made_at        BIGINT  NOT NULL,
  version        INTEGER NOT NULL
);

CREATE INDEX disclosure_reply_application ON disclosure_reply (application_id, id);

-- What comes after or beside a reply: a complaint, a question about a refusal, a
-- review, a lawsuit.
CREATE TABLE disclosure_overlay (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL,
  kind           TEXT    NOT NULL, -- complaint, query, review, suit
  from_whom      TEXT    NOT NULL,
  number         TEXT    NOT NULL,
  words          TEXT    NOT NULL,
  filed_on       TEXT    NOT NULL,
  answer_by      TEXT    NOT NULL, -- empty where no rule sets a day
  answered_on    TEXT    NOT NULL,
  answer         TEXT    NOT NULL,
  decided_on     TEXT    NOT NULL,
  result         TEXT    NOT NULL, -- upheld, corrected, other, redo
  made_by        TEXT    NOT NULL,
  made_at        BIGINT  NOT NULL
);

CREATE INDEX disclosure_overlay_application ON disclosure_overlay (application_id, id);

-- Days on which the bureau was closed by a local order; they count once confirmed.
CREATE TABLE disclosure_closure (
  id             INTEGER NOT NULL PRIMARY KEY,
  from_date      TEXT    NOT NULL,
  to_date        TEXT    NOT NULL, -- as the order has it
  last_date      TEXT    NOT NULL, -- last day that counts; before to_date where it was ended early
  title          TEXT    NOT NULL,
  number         TEXT    NOT NULL,
  state          TEXT    NOT NULL, -- asked, confirmed, void
  made_by        TEXT    NOT NULL,
  made_name      TEXT    NOT NULL,
  made_at        BIGINT  NOT NULL,
  confirmed_by   TEXT    NOT NULL,
  confirmed_name TEXT    NOT NULL,
  confirmed_at   BIGINT  NOT NULL,
  reason         TEXT    NOT NULL, -- why it was ended early or declared void
  ended_by       TEXT    NOT NULL,
  ended_name     TEXT    NOT NULL,
  ended_at       BIGINT  NOT NULL,
  version        INTEGER NOT NULL
);

-- Failed attempts at number and code, by a keyed digest of what was tried and the hour.
CREATE TABLE disclosure_attempt (
  bucket TEXT    NOT NULL PRIMARY KEY,
  day    TEXT    NOT NULL,
  failed INTEGER NOT NULL
);

-- The last day as it was last told to who handles an application, with the event
-- after which it was counted: another day after the same event means that the
-- calendar moved it. A memory for the daily count, never what a page shows.
CREATE TABLE disclosure_reckoning (
  application_id INTEGER NOT NULL PRIMARY KEY,
  event_id       INTEGER NOT NULL,
  due            TEXT    NOT NULL,
  at             BIGINT  NOT NULL
);
