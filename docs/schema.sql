-- Made by go run ./app/schemadump out of the migrations; do not edit.

-- ════ sqlite ════

-- 01001_ledger_ledger.sql
CREATE TABLE ledger_entry (
  seq         INTEGER NOT NULL PRIMARY KEY,
  at          INTEGER  NOT NULL,
  actor       TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  capacity    TEXT    NOT NULL,
  deed        TEXT    NOT NULL,
  subject     TEXT    NOT NULL,
  outcome     TEXT    NOT NULL,
  basis       TEXT    NOT NULL,
  summary     TEXT    NOT NULL,
  detail      TEXT    NOT NULL,
  rows_digest TEXT    NOT NULL,
  prev        TEXT    NOT NULL,
  hash        TEXT    NOT NULL,
  sm3         TEXT    NOT NULL
) STRICT;

CREATE INDEX ledger_entry_subject ON ledger_entry (subject, seq);
CREATE INDEX ledger_entry_actor ON ledger_entry (actor, seq);
CREATE INDEX ledger_entry_deed ON ledger_entry (deed, seq);

-- Digests of the rows an act wrote, packed by runs of consecutive ids.
CREATE TABLE ledger_row (
  seq      INTEGER NOT NULL,
  tbl      TEXT    NOT NULL,
  first_id INTEGER  NOT NULL,
  n        INTEGER NOT NULL,
  digests  BLOB   NOT NULL,
  PRIMARY KEY (seq, tbl, first_id)
) STRICT;

-- Stored hashes of the Merkle tree over ledger_entry.
CREATE TABLE ledger_hash (
  idx  INTEGER NOT NULL PRIMARY KEY,
  hash BLOB  NOT NULL
) STRICT;

CREATE TABLE ledger_checkpoint (
  day  TEXT    NOT NULL PRIMARY KEY,
  size INTEGER  NOT NULL,
  root TEXT    NOT NULL,
  note TEXT    NOT NULL,
  at   INTEGER  NOT NULL
) STRICT;

-- First answers to forms that carry an idempotency key.
CREATE TABLE act_key (
  key    TEXT   NOT NULL PRIMARY KEY,
  deed   TEXT   NOT NULL,
  actor  TEXT   NOT NULL,
  at     INTEGER NOT NULL,
  result TEXT   NOT NULL
) STRICT;

-- Counters for identifiers and running numbers.
CREATE TABLE act_counter (
  name TEXT   NOT NULL PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT;

-- 01002_ledger_append_only.sql
CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;
CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;
CREATE TRIGGER ledger_row_no_update BEFORE UPDATE ON ledger_row
BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;
CREATE TRIGGER ledger_row_no_delete BEFORE DELETE ON ledger_row
BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;
CREATE TRIGGER ledger_checkpoint_no_update BEFORE UPDATE ON ledger_checkpoint
BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;
CREATE TRIGGER ledger_checkpoint_no_delete BEFORE DELETE ON ledger_checkpoint
BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;

-- 01003_ledger_key_of_actor.sql
-- A key belongs to whoever sent it: two persons may come with the same one.
CREATE TABLE act_key_of_actor (
  key    TEXT   NOT NULL,
  deed   TEXT   NOT NULL,
  actor  TEXT   NOT NULL,
  at     INTEGER NOT NULL,
  result TEXT   NOT NULL,
  PRIMARY KEY (key, actor)
) STRICT;
INSERT INTO act_key_of_actor (key, deed, actor, at, result) SELECT key, deed, actor, at, result FROM act_key;
DROP TABLE act_key;
ALTER TABLE act_key_of_actor RENAME TO act_key;

-- 02001_org_org.sql
CREATE TABLE org_unit (
  id     INTEGER NOT NULL PRIMARY KEY,
  code   TEXT    NOT NULL UNIQUE,
  name   TEXT    NOT NULL,
  place  INTEGER NOT NULL, -- order in lists
  active INTEGER NOT NULL
) STRICT;

CREATE TABLE org_post (
  id       INTEGER NOT NULL PRIMARY KEY,
  code     TEXT    NOT NULL UNIQUE,
  unit     TEXT    NOT NULL,
  title    TEXT    NOT NULL,
  rank     TEXT    NOT NULL, -- staff, section_head, bureau_leader, director
  place    INTEGER NOT NULL
) STRICT;

CREATE TABLE org_person (
  id      INTEGER NOT NULL PRIMARY KEY,
  name    TEXT    NOT NULL,
  unit    TEXT    NOT NULL,
  since   TEXT    NOT NULL, -- date, may be empty
  left_on TEXT    NOT NULL, -- date of leaving the bureau or the unit; empty while here
  note    TEXT    NOT NULL
) STRICT;

-- Who holds which post, half-open [since, until).
CREATE TABLE org_office (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL,
  post      TEXT    NOT NULL,
  since     TEXT    NOT NULL,
  until     TEXT    NOT NULL
) STRICT;

CREATE INDEX org_office_person ON org_office (person_id);

CREATE TABLE org_account (
  id          INTEGER NOT NULL PRIMARY KEY,
  person_id   INTEGER NOT NULL, -- 0 for an administrator's account
  login       TEXT    NOT NULL UNIQUE,
  name        TEXT    NOT NULL,
  password    TEXT    NOT NULL, -- PHC string
  password_at INTEGER  NOT NULL,
  must_change INTEGER NOT NULL,
  totp        TEXT    NOT NULL, -- sealed secret; empty without
  totp_step   INTEGER  NOT NULL, -- last time step used: a code works once
  state       TEXT    NOT NULL, -- active, disabled
  roles       TEXT    NOT NULL, -- words joined by a comma, sorted
  look        TEXT    NOT NULL, -- JSON: density, theme
  version     INTEGER NOT NULL
) STRICT;

CREATE TABLE org_failure (
  login   TEXT    NOT NULL,
  address TEXT    NOT NULL,
  fails   INTEGER NOT NULL,
  until   INTEGER  NOT NULL, -- locked until; 0 if not
  at      INTEGER  NOT NULL,
  PRIMARY KEY (login, address)
) STRICT;

CREATE TABLE org_session (
  hash       TEXT    NOT NULL PRIMARY KEY,
  account_id INTEGER NOT NULL,
  made       INTEGER  NOT NULL,
  seen       INTEGER  NOT NULL,
  address    TEXT    NOT NULL,
  agent      TEXT    NOT NULL
) STRICT;

CREATE INDEX org_session_account ON org_session (account_id);

-- 02002_org_posts.sql
-- Whose B is who: the B of one person in one post, half-open [since, until).
CREATE TABLE org_backup (
  id        INTEGER NOT NULL PRIMARY KEY, -- the number in the A/B table
  post      TEXT    NOT NULL,
  person_id INTEGER NOT NULL, -- A
  backup_id INTEGER NOT NULL, -- B
  since     TEXT    NOT NULL,
  until     TEXT    NOT NULL  -- empty while open
) STRICT;

CREATE INDEX org_backup_person ON org_backup (person_id);
CREATE INDEX org_backup_backup ON org_backup (backup_id);

-- Which leader is in charge of which unit, half-open [since, until).
CREATE TABLE org_supervisor (
  id        INTEGER NOT NULL PRIMARY KEY,
  unit      TEXT    NOT NULL,
  person_id INTEGER NOT NULL,
  since     TEXT    NOT NULL,
  until     TEXT    NOT NULL
) STRICT;

CREATE INDEX org_supervisor_unit ON org_supervisor (unit);

-- A leader who is away is represented by a named deputy, half-open [since, until).
CREATE TABLE org_delegation (
  id         INTEGER NOT NULL PRIMARY KEY,
  person_id  INTEGER NOT NULL, -- the leader who is away
  deputy_id  INTEGER NOT NULL,
  since      TEXT    NOT NULL,
  until      TEXT    NOT NULL,
  named_by   TEXT    NOT NULL, -- sign-in name
  named_name TEXT    NOT NULL,
  ended_at   INTEGER  NOT NULL  -- instant of revocation; 0 while it stands
) STRICT;

CREATE INDEX org_delegation_deputy ON org_delegation (deputy_id);

-- One standing-in of B for A: by hand-over, by a late hand-over, or taken up by B.
CREATE TABLE org_standin (
  id        INTEGER NOT NULL PRIMARY KEY,
  backup    INTEGER NOT NULL, -- org_backup
  person_id INTEGER NOT NULL, -- A
  backup_id INTEGER NOT NULL, -- B
  kind      TEXT    NOT NULL, -- handover, late, takeover
  since_at  INTEGER  NOT NULL,
  until_at  INTEGER  NOT NULL,
  matters   TEXT    NOT NULL, -- a line each
  reason    TEXT    NOT NULL, -- of a late hand-over or a take-over
  subject   TEXT    NOT NULL, -- the case behind the absence, may be empty
  made_by   TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL,
  ended_at  INTEGER  NOT NULL  -- 0 while it stands
) STRICT;

CREATE INDEX org_standin_person ON org_standin (person_id);
CREATE INDEX org_standin_backup ON org_standin (backup_id);

-- What leave, study and quorums ask of a person; seen by the person and by who
-- keeps the personnel records.
CREATE TABLE org_facts (
  id              INTEGER NOT NULL PRIMARY KEY, -- org_person
  work_on         TEXT    NOT NULL, -- entry into work
  service_on      TEXT    NOT NULL, -- entry into public service
  party_on        TEXT    NOT NULL, -- member of the party since; empty if not
  committee_on    TEXT    NOT NULL, -- member of the party committee since; empty if not
  committee_until TEXT    NOT NULL
) STRICT;

-- 02101_audit_audit.sql
-- Which acts wrote a given row: found for the history of one item without
-- reading the digests. The ledger itself never asks this.
CREATE INDEX audit_ledger_row ON ledger_row (tbl, first_id, n, seq);

-- 02201_calendar_calendar.sql
-- Holiday arrangements entered by the bureau: in force once another person has
-- confirmed them. A later confirmed notice for a year replaces the earlier one.
CREATE TABLE calendar_notice (
  id           INTEGER NOT NULL PRIMARY KEY,
  year         INTEGER NOT NULL,
  title        TEXT    NOT NULL,
  number       TEXT    NOT NULL, -- document number, may be empty
  url          TEXT    NOT NULL,
  spans        TEXT    NOT NULL, -- a line each: 2027-01-01..2027-01-03 放假 元旦
  state        TEXT    NOT NULL, -- entered, confirmed, rejected
  entered_by   TEXT    NOT NULL, -- sign-in name
  entered_name TEXT    NOT NULL,
  entered_at   INTEGER  NOT NULL,
  decided_by   TEXT    NOT NULL,
  decided_name TEXT    NOT NULL,
  decided_at   INTEGER  NOT NULL, -- 0 while entered
  reason       TEXT    NOT NULL  -- of a rejection
) STRICT;

CREATE INDEX calendar_notice_state ON calendar_notice (state, id);

-- 02202_calendar_absence.sql
-- Who is not at work when. The reason is not kept here: it stays with the case.
CREATE TABLE calendar_absence (
  id         INTEGER NOT NULL PRIMARY KEY,
  person_id  INTEGER NOT NULL,
  since_half INTEGER NOT NULL, -- half days from the morning of 1970-01-01, which is 0
  until_half INTEGER NOT NULL, -- the first half day no longer away
  kind       TEXT    NOT NULL, -- leave, trip, out, away
  subject    TEXT    NOT NULL, -- the case that made it, table:id
  ended_at   INTEGER  NOT NULL, -- instant of an early return; 0 if none
  withdrawn  INTEGER NOT NULL  -- 1: it never took place or was taken back
) STRICT;

CREATE INDEX calendar_absence_person ON calendar_absence (person_id, until_half);
CREATE INDEX calendar_absence_until ON calendar_absence (until_half);
CREATE INDEX calendar_absence_subject ON calendar_absence (subject);

-- 02301_rulebook_rulebook.sql
-- Changes of the rule book, from the draft to the edition in force. An edition
-- is in force from force_from until the next one begins.
CREATE TABLE rulebook_edition (
  id             INTEGER NOT NULL PRIMARY KEY,
  number         INTEGER NOT NULL, -- 0 until it is published
  title          TEXT    NOT NULL,
  reason         TEXT    NOT NULL,
  amendment      TEXT    NOT NULL, -- YAML over the edition it is based on
  based_on       INTEGER NOT NULL, -- number of the edition; 0 is the book as it came
  state          TEXT    NOT NULL, -- draft, sent, approved, published, withdrawn
  wished_from    TEXT    NOT NULL, -- the day the drafter has in mind, may be empty
  drafted_by     TEXT    NOT NULL, -- sign-in name
  drafted_name   TEXT    NOT NULL,
  drafted_at     INTEGER  NOT NULL,
  sent_at        INTEGER  NOT NULL, -- 0 while it is a draft
  replayed       INTEGER NOT NULL, -- past decisions tried under it when it was sent
  changed        INTEGER NOT NULL, -- of those, how many come out otherwise
  meeting_on     TEXT    NOT NULL, -- the director's office meeting that passed it
  meeting_no     TEXT    NOT NULL,
  entered_by     TEXT    NOT NULL, -- who entered the meeting's decision
  entered_name   TEXT    NOT NULL,
  entered_at     INTEGER  NOT NULL,
  force_from     TEXT    NOT NULL, -- empty until the meeting has set it
  published_by   TEXT    NOT NULL,
  published_name TEXT    NOT NULL,
  published_at   INTEGER  NOT NULL,
  note           TEXT    NOT NULL  -- why it was returned or withdrawn
) STRICT;

CREATE INDEX rulebook_edition_state ON rulebook_edition (state, number);

-- What the rule book said about a case, whole: never changed afterwards.
CREATE TABLE rulebook_decision (
  id          INTEGER NOT NULL PRIMARY KEY,
  subject     TEXT    NOT NULL, -- the case, "table:id"
  unit        TEXT    NOT NULL, -- whose case it is, for reach
  level       INTEGER NOT NULL,
  compartment TEXT    NOT NULL,
  edition     INTEGER NOT NULL, -- number of the edition; 0 is the book as it came
  table_id    TEXT    NOT NULL,
  as_of       TEXT    NOT NULL, -- the day by whose rules it was decided
  clause      TEXT    NOT NULL CHECK (clause <> ''), -- the deciding one
  body        TEXT    NOT NULL, -- the decision as JSON: facts, row, outcome, basis, rows rejected
  made_by     TEXT    NOT NULL,
  made_name   TEXT    NOT NULL,
  made_at     INTEGER  NOT NULL
) STRICT;

CREATE INDEX rulebook_decision_table ON rulebook_decision (table_id, id);
CREATE INDEX rulebook_decision_subject ON rulebook_decision (subject, id);

-- Which decisions rest on a clause.
CREATE TABLE rulebook_citation (
  clause      TEXT    NOT NULL,
  decision_id INTEGER NOT NULL,
  PRIMARY KEY (clause, decision_id)
) STRICT;

-- 02401_search_archive.sql
CREATE TABLE search_state (
  collection TEXT NOT NULL PRIMARY KEY,
  seq        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO search_state (collection, seq) VALUES ('archive', 0);

CREATE TABLE search_archive_doc (
  id          INTEGER PRIMARY KEY,
  seq         INTEGER NOT NULL,
  gone        INTEGER NOT NULL,
  day         INTEGER NOT NULL,
  year        INTEGER NOT NULL,
  unit        INTEGER NOT NULL,
  period      INTEGER NOT NULL,
  category    INTEGER NOT NULL,
  level       INTEGER NOT NULL,
  compartment INTEGER NOT NULL
) STRICT;
CREATE INDEX search_archive_doc_seq ON search_archive_doc (seq);

-- The text is cut into pieces in Go; the tokenizer only splits at spaces.
CREATE VIRTUAL TABLE search_archive_text USING fts5 (
  title, doc_no, issuer, keywords, code, body,
  content='', contentless_delete=1, tokenize='ascii'
);
-- 16 MiB of new pieces are gathered in memory before a segment is written.
INSERT INTO search_archive_text (search_archive_text, rank) VALUES ('hashsize', 16777216);

DROP TABLE search_archive_text;
DROP TABLE search_archive_doc;
DROP TABLE search_state;

-- 02402_search_document.sql
INSERT INTO search_state (collection, seq) VALUES ('document', 0);

CREATE TABLE search_document_doc (
  id          INTEGER PRIMARY KEY,
  seq         INTEGER NOT NULL,
  gone        INTEGER NOT NULL,
  day         INTEGER NOT NULL,
  year        INTEGER NOT NULL,
  unit        INTEGER NOT NULL,
  period      INTEGER NOT NULL,
  category    INTEGER NOT NULL,
  level       INTEGER NOT NULL,
  compartment INTEGER NOT NULL
) STRICT;
CREATE INDEX search_document_doc_seq ON search_document_doc (seq);

-- The text is cut into pieces in Go; the tokenizer only splits at spaces.
CREATE VIRTUAL TABLE search_document_text USING fts5 (
  title, doc_no, issuer, keywords, code, body,
  content='', contentless_delete=1, tokenize='ascii'
);
-- 16 MiB of new pieces are gathered in memory before a segment is written.
INSERT INTO search_document_text (search_document_text, rank) VALUES ('hashsize', 16777216);

DROP TABLE search_document_text;
DROP TABLE search_document_doc;
DELETE FROM search_state WHERE collection = 'document';

-- 02601_notify_notify.sql
-- What is to be done. A row follows from the state of something else and is put
-- and settled by the deeds that change that; it proves nothing by itself.
CREATE TABLE notify_todo (
  key     TEXT   NOT NULL PRIMARY KEY, -- whose it is and for what: archive.loan:17
  login   TEXT   NOT NULL,             -- for one person, or
  role    TEXT   NOT NULL,             -- for everybody with a role,
  unit    TEXT   NOT NULL,             -- of one unit only, if set
  text    TEXT   NOT NULL,
  url     TEXT   NOT NULL,
  due     TEXT   NOT NULL,             -- date, empty for none
  made    INTEGER NOT NULL,
  done_at INTEGER NOT NULL,             -- 0 while open
  done_by TEXT   NOT NULL
) STRICT;

CREATE INDEX notify_todo_login ON notify_todo (done_at, login);
CREATE INDEX notify_todo_role ON notify_todo (done_at, role);

-- Where somebody wants to be reminded, and on which day that was last done.
CREATE TABLE notify_address (
  login    TEXT NOT NULL PRIMARY KEY,
  address  TEXT NOT NULL,
  reminded TEXT NOT NULL
) STRICT;

-- 02602_notify_from.sql
-- A to-do may be put long before it is one: what was lent out is asked back when
-- it is overdue. Until that day it is not on the list.
ALTER TABLE notify_todo ADD COLUMN from_on TEXT NOT NULL DEFAULT ''; -- date, empty for at once

-- 02801_flow_flow.sql
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
  submitted_at    INTEGER  NOT NULL,
  settled_at      INTEGER  NOT NULL, -- when the deciding step was done; 0 before
  ended_at        INTEGER  NOT NULL, -- when a final phase was reached; 0 before
  due             TEXT    NOT NULL, -- date, empty for none
  facts           TEXT    NOT NULL, -- fingerprint of the facts that the decision rests on
  ruling          TEXT    NOT NULL, -- the stored decision of the rule book
  edition         TEXT    NOT NULL, -- of the rule book in force at submission
  basis           TEXT    NOT NULL, -- clauses joined by a comma
  basis_line      TEXT    NOT NULL, -- as printed
  restricted      INTEGER NOT NULL, -- no copies outside the chain
  version         INTEGER NOT NULL  -- counts the deeds done to the case
) STRICT;

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
  oral_at     INTEGER  NOT NULL, -- approval claimed to have been given orally; 0 for none
  since       INTEGER  NOT NULL, -- opened last; 0 before
  done_at     INTEGER  NOT NULL,
  outcome     TEXT    NOT NULL, -- agree, dissent, refuse, recorded; empty before
  vacant      TEXT    NOT NULL  -- why nobody can act while it is open; empty if somebody can
) STRICT;

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
  at         INTEGER  NOT NULL, -- entered
  event_at   INTEGER  NOT NULL, -- happened: earlier than at where it was done orally or elsewhere
  since      INTEGER  NOT NULL, -- the step had waited since
  words      TEXT    NOT NULL,
  data       TEXT    NOT NULL, -- JSON
  UNIQUE (case_id, n)
) STRICT;

CREATE INDEX flow_event_login ON flow_event (login, at);

-- Copies for reading.
CREATE TABLE flow_reader (
  id      INTEGER NOT NULL PRIMARY KEY,
  case_id INTEGER NOT NULL,
  person  INTEGER NOT NULL,
  login   TEXT    NOT NULL,
  name    TEXT    NOT NULL,
  by_name TEXT    NOT NULL, -- who copied it; empty where the result of one's own case is told
  at      INTEGER  NOT NULL,
  read_at INTEGER  NOT NULL  -- 0 while unread
) STRICT;

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
) STRICT;

CREATE INDEX flow_holder_login ON flow_holder (login, kind);
CREATE INDEX flow_holder_case ON flow_holder (case_id);

-- 02802_flow_papers.sql
-- The papers of a closed case that are owed to whoever keeps them. They are laid out
-- after the deed that closed the case, so that others need not wait for it.
CREATE TABLE flow_paper (
  id       INTEGER NOT NULL PRIMARY KEY,
  subject  TEXT    NOT NULL UNIQUE, -- the room's row, "table:id"
  owed_at  INTEGER  NOT NULL,
  filed_at INTEGER  NOT NULL -- 0 while they are owed
) STRICT;

CREATE INDEX flow_paper_owed ON flow_paper (filed_at);

-- 02803_flow_drafts.sql
-- The text of a case as it was put forward, once for each text that differs from the
-- one before; only ever added to. Events name the draft they stand on (data.draft).
CREATE TABLE flow_draft (
  id      INTEGER NOT NULL PRIMARY KEY,
  case_id INTEGER NOT NULL,
  n       INTEGER NOT NULL, -- within the case, from 1
  made_at INTEGER  NOT NULL, -- put forward
  body    TEXT    NOT NULL, -- JSON: the fields of the form in their order, label and text
  sha256  TEXT    NOT NULL, -- of body
  UNIQUE (case_id, n)
) STRICT;

-- Who is said to have given the oral approval that a step waits to have confirmed:
-- org_person, 0 for none or not known. Like vacant it follows from elsewhere: the
-- history names the person.
ALTER TABLE flow_step ADD COLUMN oral_by INTEGER NOT NULL DEFAULT 0;

-- What is added to a case after its papers were owed: each is owed for itself.
CREATE TABLE flow_further (
  id       INTEGER NOT NULL PRIMARY KEY,
  subject  TEXT    NOT NULL, -- the room's row, "table:id"
  n        INTEGER NOT NULL, -- within the case, from 1
  what     TEXT    NOT NULL, -- which paper it is, in the room's words
  body     TEXT    NOT NULL, -- JSON: what is to be handed over
  owed_at  INTEGER  NOT NULL,
  filed_at INTEGER  NOT NULL, -- 0 while it is owed
  UNIQUE (subject, what)
) STRICT;

CREATE INDEX flow_further_owed ON flow_further (filed_at);

-- 03001_archive_archive.sql
-- The fonds: all archives of one organ. Its code is given by the district
-- archives; until then it is empty and no formal archival code is issued.
CREATE TABLE archive_fonds (
  id      INTEGER NOT NULL PRIMARY KEY,
  code    TEXT    NOT NULL,
  name    TEXT    NOT NULL,
  grammar TEXT    NOT NULL, -- dat22 or dat13
  scheme  TEXT    NOT NULL, -- year-unit-period or year-period-unit
  note    TEXT    NOT NULL
) STRICT;

CREATE TABLE archive_setting (
  id    INTEGER NOT NULL PRIMARY KEY,
  name  TEXT    NOT NULL UNIQUE,
  value TEXT    NOT NULL
) STRICT;

-- One import, upload or hand-over: who brought what, when, and what came of it.
CREATE TABLE archive_batch (
  id           INTEGER NOT NULL PRIMARY KEY,
  code         TEXT    NOT NULL UNIQUE,
  source       TEXT    NOT NULL,
  kind         TEXT    NOT NULL, -- table, documents, closing, manual
  submitted_by TEXT    NOT NULL,
  received_by  TEXT    NOT NULL,
  at           INTEGER  NOT NULL,
  rows_read    INTEGER NOT NULL,
  accepted     INTEGER NOT NULL,
  rejected     INTEGER NOT NULL,
  duplicates   INTEGER NOT NULL,
  suspected    INTEGER NOT NULL,
  report       TEXT    NOT NULL  -- JSON: warnings and rejections, the first thousand of each
) STRICT;

CREATE TABLE archive_item (
  id              INTEGER NOT NULL PRIMARY KEY,
  batch_id        INTEGER NOT NULL,
  category        TEXT    NOT NULL, -- WS, ZP, KU …
  title           TEXT    NOT NULL,
  doc_no          TEXT    NOT NULL,
  doc_no_key      TEXT    NOT NULL, -- folded, for look-up by half a number
  title_key       INTEGER  NOT NULL, -- hash of the folded title, for suspected duplicates
  issuer          TEXT    NOT NULL,
  date            TEXT    NOT NULL, -- YYYY-MM-DD or empty
  year            INTEGER NOT NULL, -- year it belongs to; 0 unknown
  retention       TEXT    NOT NULL, -- Y, D30, D10 … or empty
  retention_from  TEXT    NOT NULL, -- given, proposed, default, confirmed, or empty
  retention_rule  TEXT    NOT NULL, -- row of the schedule and its version
  unit            TEXT    NOT NULL, -- code of the unit, or empty
  unit_written    TEXT    NOT NULL, -- as it stood in the source
  level           INTEGER NOT NULL, -- 0 public, 1 internal, 2 work secret
  pages           INTEGER NOT NULL,
  pages_estimated INTEGER NOT NULL,
  keywords        TEXT    NOT NULL, -- joined by ;
  remark          TEXT    NOT NULL,
  stage           INTEGER NOT NULL, -- 1 collected, 2 arranged, 3 boxed, 4 filed
  state           TEXT    NOT NULL, -- held, merged, excluded, transferred, destroyed
  merged_into     INTEGER NOT NULL, -- the item this one became a part of; 0 none
  code            TEXT    NOT NULL, -- archival code; empty until numbered
  code_given      TEXT    NOT NULL, -- archival code of an older system
  item_no         INTEGER NOT NULL, -- 0 until numbered
  sort_no         INTEGER NOT NULL, -- place by hand inside the class; 0 none
  box_id          INTEGER NOT NULL, -- 0 until boxed
  box_given       TEXT    NOT NULL,
  doubts          TEXT    NOT NULL, -- JSON: field -> how sure and on what evidence
  opening         TEXT    NOT NULL, -- open, controlled, deferred, unreviewed
  body_sha        TEXT    NOT NULL, -- SHA-256 of the text, empty without text
  fingerprint     TEXT    NOT NULL, -- equal rows have equal fingerprints
  created_at      INTEGER  NOT NULL,
  version         INTEGER NOT NULL
) STRICT;

CREATE INDEX archive_item_fingerprint ON archive_item (fingerprint);
CREATE INDEX archive_item_title_key ON archive_item (title_key);
CREATE INDEX archive_item_doc_no ON archive_item (doc_no_key);
CREATE INDEX archive_item_code ON archive_item (code);
CREATE INDEX archive_item_class ON archive_item (year, category, unit, retention, item_no);
CREATE INDEX archive_item_date ON archive_item (date, id);
CREATE INDEX archive_item_box ON archive_item (box_id, item_no);
CREATE INDEX archive_item_merged ON archive_item (merged_into);
CREATE INDEX archive_item_batch ON archive_item (batch_id, id);

CREATE TABLE archive_body (
  item_id INTEGER NOT NULL PRIMARY KEY,
  body    TEXT    NOT NULL
) STRICT;

-- The files of an item, in internal order. The bytes lie in the file store under
-- their digest; the name is the one the file came with.
CREATE TABLE archive_file (
  id      INTEGER NOT NULL PRIMARY KEY,
  item_id INTEGER NOT NULL,
  origin  INTEGER NOT NULL, -- the item it came with, before papers were joined
  ordinal INTEGER NOT NULL,
  role    TEXT    NOT NULL, -- main, attachment, draft, processing_sheet, forwarded, copy, translation
  name    TEXT    NOT NULL,
  path    TEXT    NOT NULL, -- where it lay in the folder it came from
  kind    TEXT    NOT NULL,
  size    INTEGER  NOT NULL,
  pages   INTEGER NOT NULL,
  sha256  TEXT    NOT NULL,
  sm3     TEXT    NOT NULL
) STRICT;

CREATE INDEX archive_file_item ON archive_file (item_id, ordinal);
CREATE INDEX archive_file_sha ON archive_file (sha256);

CREATE TABLE archive_box (
  id          INTEGER NOT NULL PRIMARY KEY,
  category    TEXT    NOT NULL,
  year        INTEGER NOT NULL,
  unit        TEXT    NOT NULL,
  retention   TEXT    NOT NULL,
  number      INTEGER NOT NULL, -- running in the fonds, by shelf order
  spine_mm    INTEGER NOT NULL,
  thickness   INTEGER NOT NULL, -- micrometres of paper
  first_no    INTEGER NOT NULL,
  last_no     INTEGER NOT NULL,
  items       INTEGER NOT NULL,
  sealed      INTEGER NOT NULL,
  location_id INTEGER NOT NULL, -- shelf; 0 none
  note        TEXT    NOT NULL  -- sentences of the box note
) STRICT;

CREATE UNIQUE INDEX archive_box_number ON archive_box (category, number);
CREATE INDEX archive_box_class ON archive_box (year, category, unit, retention, number);

CREATE TABLE archive_year (
  id        INTEGER NOT NULL PRIMARY KEY,
  year      INTEGER NOT NULL UNIQUE,
  closed_at INTEGER  NOT NULL, -- 0 while open
  closed_by TEXT    NOT NULL,
  basis     TEXT    NOT NULL  -- names of the rules of arrangement in force
) STRICT;

-- A code that was changed keeps its old form with the reason.
CREATE TABLE archive_code_history (
  id      INTEGER NOT NULL PRIMARY KEY,
  item_id INTEGER NOT NULL,
  old     TEXT    NOT NULL,
  new     TEXT    NOT NULL,
  reason  TEXT    NOT NULL,
  at      INTEGER  NOT NULL
) STRICT;

CREATE INDEX archive_code_history_item ON archive_code_history (item_id, id);
CREATE INDEX archive_code_history_old ON archive_code_history (old);

CREATE TABLE archive_relation (
  id      INTEGER NOT NULL PRIMARY KEY,
  item_id INTEGER NOT NULL,
  other   INTEGER NOT NULL,
  kind    TEXT    NOT NULL -- reply, request, see_also
) STRICT;

CREATE INDEX archive_relation_item ON archive_relation (item_id);

-- Units as written in a source, and what the archivist decided they are.
CREATE TABLE archive_unit_map (
  id      INTEGER NOT NULL PRIMARY KEY,
  written TEXT    NOT NULL UNIQUE,
  unit    TEXT    NOT NULL
) STRICT;

-- The list of what should be filed (应归档登记).
CREATE TABLE archive_due (
  id      INTEGER NOT NULL PRIMARY KEY,
  year    INTEGER NOT NULL,
  unit    TEXT    NOT NULL,
  doc_no  TEXT    NOT NULL,
  title   TEXT    NOT NULL,
  holder  TEXT    NOT NULL,
  source  TEXT    NOT NULL, -- register, gap, case
  item_id INTEGER NOT NULL, -- 0 until filed
  urged   INTEGER NOT NULL
) STRICT;

CREATE INDEX archive_due_year ON archive_due (year, unit, id);

-- What was printed from which state of the data.
CREATE TABLE archive_print (
  id       INTEGER NOT NULL PRIMARY KEY,
  kind     TEXT    NOT NULL,
  year     INTEGER NOT NULL,
  scope    TEXT    NOT NULL,
  format   TEXT    NOT NULL,
  revision INTEGER NOT NULL,
  at       INTEGER  NOT NULL,
  sha256   TEXT    NOT NULL
) STRICT;

CREATE INDEX archive_print_year ON archive_print (year, kind, scope, id);

-- 03002_archive_desk.sql
-- How the tables of one older system are read, kept under a name and used again.
CREATE TABLE archive_mapping (
  id   INTEGER NOT NULL PRIMARY KEY,
  name TEXT    NOT NULL UNIQUE,
  body TEXT    NOT NULL, -- YAML, as the command line takes it
  at   INTEGER  NOT NULL
) STRICT;

-- What came through the browser and waits to be taken in. The bytes lie in the
-- file store from the moment they arrived, so that no later error loses them.
CREATE TABLE archive_upload (
  id       INTEGER NOT NULL PRIMARY KEY,
  kind     TEXT    NOT NULL, -- table, documents
  name     TEXT    NOT NULL,
  files    TEXT    NOT NULL, -- JSON: path, SHA-256 and size of each file
  unit     TEXT    NOT NULL, -- code of the unit that hands over, or empty
  mapping  TEXT    NOT NULL, -- YAML; how the table is to be read
  login    TEXT    NOT NULL,
  at       INTEGER  NOT NULL,
  state    TEXT    NOT NULL, -- waiting, taken, dropped
  batch_id INTEGER NOT NULL  -- 0 until taken
) STRICT;

CREATE INDEX archive_upload_state ON archive_upload (state, id);

-- 03003_archive_census.sql
-- How many items there are of every kind, kept by the triggers below in the
-- transaction that changes an item: a page says its exact total without counting
-- a million rows. flags: 1 without number, 2 without date, 4 period to be looked
-- at again, 8 description in doubt.
CREATE TABLE archive_census (
  year      INTEGER NOT NULL,
  unit      TEXT    NOT NULL,
  retention TEXT    NOT NULL,
  category  TEXT    NOT NULL,
  level     INTEGER NOT NULL,
  stage     INTEGER NOT NULL,
  state     TEXT    NOT NULL,
  flags     INTEGER NOT NULL,
  n         INTEGER NOT NULL,
  PRIMARY KEY (year, unit, retention, category, level, stage, state, flags)
) STRICT, WITHOUT ROWID;

INSERT INTO archive_census (year, unit, retention, category, level, stage, state, flags, n)
SELECT year, unit, retention, category, level, stage, state,
  (item_no = 0) + 2 * (date = '') + 4 * (retention_from IN ('default', 'proposed')) + 8 * (doubts <> '{}') AS flags, count(*)
FROM archive_item GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;

CREATE TRIGGER archive_census_insert AFTER INSERT ON archive_item
BEGIN
  INSERT INTO archive_census (year, unit, retention, category, level, stage, state, flags, n)
  VALUES (NEW.year, NEW.unit, NEW.retention, NEW.category, NEW.level, NEW.stage, NEW.state,
    (NEW.item_no = 0) + 2 * (NEW.date = '') + 4 * (NEW.retention_from IN ('default', 'proposed')) + 8 * (NEW.doubts <> '{}'), 1)
  ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER archive_census_delete AFTER DELETE ON archive_item
BEGIN
  UPDATE archive_census SET n = n - 1
  WHERE year = OLD.year AND unit = OLD.unit AND retention = OLD.retention AND category = OLD.category AND level = OLD.level
    AND stage = OLD.stage AND state = OLD.state
    AND flags = (OLD.item_no = 0) + 2 * (OLD.date = '') + 4 * (OLD.retention_from IN ('default', 'proposed')) + 8 * (OLD.doubts <> '{}');
END;

CREATE TRIGGER archive_census_update
AFTER UPDATE OF year, unit, retention, category, level, stage, state, item_no, date, retention_from, doubts ON archive_item
WHEN OLD.year <> NEW.year OR OLD.unit <> NEW.unit OR OLD.retention <> NEW.retention OR OLD.category <> NEW.category
  OR OLD.level <> NEW.level OR OLD.stage <> NEW.stage OR OLD.state <> NEW.state OR OLD.item_no <> NEW.item_no
  OR OLD.date <> NEW.date OR OLD.retention_from <> NEW.retention_from OR OLD.doubts <> NEW.doubts
BEGIN
  UPDATE archive_census SET n = n - 1
  WHERE year = OLD.year AND unit = OLD.unit AND retention = OLD.retention AND category = OLD.category AND level = OLD.level
    AND stage = OLD.stage AND state = OLD.state
    AND flags = (OLD.item_no = 0) + 2 * (OLD.date = '') + 4 * (OLD.retention_from IN ('default', 'proposed')) + 8 * (OLD.doubts <> '{}');
  INSERT INTO archive_census (year, unit, retention, category, level, stage, state, flags, n)
  VALUES (NEW.year, NEW.unit, NEW.retention, NEW.category, NEW.level, NEW.stage, NEW.state,
    (NEW.item_no = 0) + 2 * (NEW.date = '') + 4 * (NEW.retention_from IN ('default', 'proposed')) + 8 * (NEW.doubts <> '{}'), 1)
  ON CONFLICT DO UPDATE SET n = n + 1;
END;

-- Lists of one year or one unit, the newest first.
CREATE INDEX archive_item_year_date ON archive_item (year, date, id);
CREATE INDEX archive_item_unit_date ON archive_item (unit, date, id);

-- 03004_archive_upload_part.sql
-- What came out of the containers (ZIP files) of an upload, by digest: when the
-- last paper that has one of these files is destroyed, the container goes too.
CREATE TABLE archive_upload_part (
  id        INTEGER NOT NULL PRIMARY KEY,
  upload_id INTEGER NOT NULL,
  sha256    TEXT    NOT NULL
) STRICT;

CREATE INDEX archive_upload_part_sha ON archive_upload_part (sha256);
CREATE INDEX archive_upload_part_upload ON archive_upload_part (upload_id);

-- 03005_archive_acceptance.sql
-- Personnel papers that their keeper has checked and accepted, one row each.
CREATE TABLE archive_acceptance (
  id      INTEGER NOT NULL PRIMARY KEY,
  item_id INTEGER NOT NULL UNIQUE,
  login   TEXT    NOT NULL,
  name    TEXT    NOT NULL,
  at      INTEGER  NOT NULL
) STRICT;

-- 03101_archive_lending_lending.sql
-- One use of the archives: who, what for, by whose consent, from when to when.
-- What is used stands in archive_loan_line.
CREATE TABLE archive_loan (
  id            INTEGER NOT NULL PRIMARY KEY,
  number        TEXT    NOT NULL UNIQUE, -- 2026-借-0031
  kind          TEXT    NOT NULL, -- lend, read, electronic, copy
  state         TEXT    NOT NULL, -- applied, declined, withdrawn, open, closed
  borrower_id   INTEGER NOT NULL, -- org_person; 0 for somebody from outside
  borrower      TEXT    NOT NULL,
  login         TEXT    NOT NULL, -- account of the borrower; empty without
  unit          TEXT    NOT NULL, -- code of the borrower's unit; empty for outsiders
  unit_name     TEXT    NOT NULL, -- unit, or the outsider's organisation
  paper         TEXT    NOT NULL, -- outsiders: letter of introduction or identity paper
  contact       TEXT    NOT NULL,
  purpose       TEXT    NOT NULL,
  reason        TEXT    NOT NULL,
  record        TEXT    NOT NULL, -- ordinary, party_committee_original, personnel
  need          TEXT    NOT NULL, -- whose consent: archivist_registers, party_secretary, political_section, bureau_consent
  consent       TEXT    NOT NULL, -- none, waiting, given, refused
  consent_by    TEXT    NOT NULL,
  consent_name  TEXT    NOT NULL,
  consent_at    INTEGER  NOT NULL,
  consent_note  TEXT    NOT NULL,
  applied_by    TEXT    NOT NULL,
  applied_at    INTEGER  NOT NULL,
  handed_by     TEXT    NOT NULL,
  handed_name   TEXT    NOT NULL,
  handed_on     TEXT    NOT NULL, -- date; empty until handed out
  due           TEXT    NOT NULL, -- date; wished for until handed out
  renewals      INTEGER NOT NULL,
  closed_on     TEXT    NOT NULL,
  effect        TEXT    NOT NULL, -- what came of the use
  effect_by     TEXT    NOT NULL,
  note          TEXT    NOT NULL, -- why declined or withdrawn
  version       INTEGER NOT NULL
) STRICT;

CREATE INDEX archive_loan_state ON archive_loan (state, due);
CREATE INDEX archive_loan_login ON archive_loan (login, id);
CREATE INDEX archive_loan_borrower ON archive_loan (borrower_id, state);
CREATE INDEX archive_loan_handed ON archive_loan (handed_on, id);

CREATE TABLE archive_loan_line (
  id          INTEGER NOT NULL PRIMARY KEY,
  loan_id     INTEGER NOT NULL,
  item_id     INTEGER NOT NULL,
  code        TEXT    NOT NULL, -- as they stood when asked for
  title       TEXT    NOT NULL,
  level       INTEGER NOT NULL,
  pages       INTEGER NOT NULL,
  state       TEXT    NOT NULL, -- asked, out, returned, used, dropped
  copies      INTEGER NOT NULL,
  sealed      INTEGER NOT NULL, -- copies bear the keeping unit's seal mark
  returned_on TEXT    NOT NULL,
  received_by TEXT    NOT NULL,
  condition   TEXT    NOT NULL  -- as found on return
) STRICT;

CREATE INDEX archive_loan_line_loan ON archive_loan_line (loan_id, id);
CREATE INDEX archive_loan_line_item ON archive_loan_line (item_id, state);
-- An item is in one hand at a time, whatever the program believes.
CREATE UNIQUE INDEX archive_loan_line_out ON archive_loan_line (item_id) WHERE state = 'out';

-- 03201_archive_appraisal_appraisal.sql
-- One appraisal at expiry, from the first opinion to the destruction.
CREATE TABLE archive_appraisal (
  id               INTEGER NOT NULL PRIMARY KEY,
  number           TEXT    NOT NULL UNIQUE, -- 2026-鉴-01
  title            TEXT    NOT NULL,
  state            TEXT    NOT NULL, -- appraising, reported, approved, destroyed, finished, cancelled
  leader           TEXT    NOT NULL, -- of the appraisal group
  archives         TEXT    NOT NULL, -- member from the archives
  business         TEXT    NOT NULL, -- members from the sections the papers come from
  took_part        TEXT    NOT NULL, -- accounts that opened, gave opinions or reported, joined by a comma
  report           TEXT    NOT NULL,
  list_number      TEXT    NOT NULL, -- 2026-销-01; empty if nothing is to be destroyed
  created_by       TEXT    NOT NULL,
  created_name     TEXT    NOT NULL,
  created_at       INTEGER  NOT NULL,
  reported_by      TEXT    NOT NULL,
  reported_name    TEXT    NOT NULL,
  reported_on      TEXT    NOT NULL,
  approved_by      TEXT    NOT NULL,
  approved_name    TEXT    NOT NULL,
  approved_on      TEXT    NOT NULL,
  approval_note    TEXT    NOT NULL,
  cooling          INTEGER NOT NULL, -- days of the cooling-off period, as they were at approval
  earliest         TEXT    NOT NULL, -- first day on which the list may be carried out
  supervisor1      TEXT    NOT NULL, -- accounts
  supervisor2      TEXT    NOT NULL,
  supervisor1_name TEXT    NOT NULL,
  supervisor2_name TEXT    NOT NULL,
  signed1          INTEGER  NOT NULL, -- when each of them checked the list; 0 not yet
  signed2          INTEGER  NOT NULL,
  place            TEXT    NOT NULL,
  destroyed_by     TEXT    NOT NULL,
  destroyed_name   TEXT    NOT NULL,
  destroyed_on     TEXT    NOT NULL,
  note             TEXT    NOT NULL, -- why sent back or cancelled
  version          INTEGER NOT NULL
) STRICT;

CREATE INDEX archive_appraisal_state ON archive_appraisal (state, id);

CREATE TABLE archive_appraisal_line (
  id          INTEGER NOT NULL PRIMARY KEY,
  batch_id    INTEGER NOT NULL,
  item_id     INTEGER NOT NULL,
  code        TEXT    NOT NULL,
  title       TEXT    NOT NULL,
  year        INTEGER NOT NULL,
  unit        TEXT    NOT NULL,
  level       INTEGER NOT NULL,
  retention   TEXT    NOT NULL,
  pages       INTEGER NOT NULL,
  expires     TEXT    NOT NULL, -- last day of the period
  opinion     TEXT    NOT NULL, -- empty, keep, destroy
  period      TEXT    NOT NULL, -- new period of what is kept
  reason      TEXT    NOT NULL,
  opined_by   TEXT    NOT NULL,
  opined_name TEXT    NOT NULL,
  active      INTEGER NOT NULL, -- 1 while its appraisal is under way
  outcome     TEXT    NOT NULL  -- empty, kept, destroyed
) STRICT;

CREATE INDEX archive_appraisal_line_batch ON archive_appraisal_line (batch_id, id);
CREATE INDEX archive_appraisal_line_item ON archive_appraisal_line (item_id, id);
-- An item stands in one appraisal at a time.
CREATE UNIQUE INDEX archive_appraisal_line_active ON archive_appraisal_line (item_id) WHERE active = 1;

-- What became of each file of a destroyed item.
CREATE TABLE archive_appraisal_file (
  id       INTEGER NOT NULL PRIMARY KEY,
  batch_id INTEGER NOT NULL,
  item_id  INTEGER NOT NULL,
  name     TEXT    NOT NULL,
  sha256   TEXT    NOT NULL,
  size     INTEGER  NOT NULL,
  state    TEXT    NOT NULL, -- due, gone, shared (another item has the same file), container (other items came in it)
  gone_at  INTEGER  NOT NULL
) STRICT;

CREATE INDEX archive_appraisal_file_state ON archive_appraisal_file (state, id);
CREATE INDEX archive_appraisal_file_item ON archive_appraisal_file (item_id, id);

-- A hold stops every appraisal and destruction (batch 0) or one of them.
CREATE TABLE archive_appraisal_hold (
  id          INTEGER NOT NULL PRIMARY KEY,
  batch_id    INTEGER NOT NULL,
  kind        TEXT    NOT NULL, -- audit, lawsuit, other
  reason      TEXT    NOT NULL,
  set_by      TEXT    NOT NULL,
  set_name    TEXT    NOT NULL,
  set_at      INTEGER  NOT NULL,
  lifted_by   TEXT    NOT NULL,
  lifted_name TEXT    NOT NULL,
  lifted_at   INTEGER  NOT NULL, -- 0 while in force
  lift_reason TEXT    NOT NULL
) STRICT;

CREATE INDEX archive_appraisal_hold_force ON archive_appraisal_hold (lifted_at, batch_id);

-- The review for opening: one person proposes, a second one confirms.
CREATE TABLE archive_appraisal_opening (
  id             INTEGER NOT NULL PRIMARY KEY,
  item_id        INTEGER NOT NULL,
  code           TEXT    NOT NULL,
  title          TEXT    NOT NULL,
  opinion        TEXT    NOT NULL, -- open, controlled, deferred
  reason         TEXT    NOT NULL,
  state          TEXT    NOT NULL, -- proposed, confirmed, returned
  proposed_by    TEXT    NOT NULL,
  proposed_name  TEXT    NOT NULL,
  proposed_at    INTEGER  NOT NULL,
  answered_by    TEXT    NOT NULL,
  answered_name  TEXT    NOT NULL,
  answered_at    INTEGER  NOT NULL,
  note           TEXT    NOT NULL
) STRICT;

CREATE INDEX archive_appraisal_opening_item ON archive_appraisal_opening (item_id, id);
CREATE INDEX archive_appraisal_opening_state ON archive_appraisal_opening (state, id);
CREATE UNIQUE INDEX archive_appraisal_opening_one ON archive_appraisal_opening (item_id) WHERE state = 'proposed';

-- 03301_archive_custody_custody.sql
-- Where boxes stand: rooms, in them cabinets, in them shelves. The code is the
-- whole path (WS-03-2), which is also what the label says.
CREATE TABLE archive_location (
  id          INTEGER NOT NULL PRIMARY KEY,
  parent_id   INTEGER NOT NULL, -- 0 for a room
  kind        TEXT    NOT NULL, -- room, cabinet, shelf
  code        TEXT    NOT NULL UNIQUE,
  name        TEXT    NOT NULL,
  place       INTEGER NOT NULL, -- order among its siblings, which is the order of the walk
  capacity    INTEGER NOT NULL, -- boxes; 0 not set
  width_mm    INTEGER NOT NULL, -- of a shelf, usable millimetres; 0 not set
  compartment TEXT    NOT NULL, -- of a room: personnel, or empty
  retired     TEXT    NOT NULL, -- day since which it is not used; empty while it is
  note        TEXT    NOT NULL,
  version     INTEGER NOT NULL
) STRICT;

CREATE INDEX archive_location_parent ON archive_location (parent_id, place);

CREATE TABLE archive_stocktake (
  id           INTEGER NOT NULL PRIMARY KEY,
  number       TEXT    NOT NULL UNIQUE,
  room_id      INTEGER NOT NULL,
  state        TEXT    NOT NULL, -- open, closed
  opened_by    TEXT    NOT NULL,
  opened_name  TEXT    NOT NULL,
  opened_at    INTEGER  NOT NULL,
  closed_by    TEXT    NOT NULL,
  closed_name  TEXT    NOT NULL,
  closed_at    INTEGER  NOT NULL,
  expected     INTEGER NOT NULL,
  found        INTEGER NOT NULL,
  missing      INTEGER NOT NULL,
  misplaced    INTEGER NOT NULL,
  foreign_here INTEGER NOT NULL,
  note         TEXT    NOT NULL,
  version      INTEGER NOT NULL
) STRICT;

-- What a stock-taking expects, and what it met. Whatever stands in the room at
-- the opening has a line; a box that does not belong there gets one when met.
CREATE TABLE archive_stocktake_line (
  id           INTEGER NOT NULL PRIMARY KEY,
  stocktake_id INTEGER NOT NULL,
  box_id       INTEGER NOT NULL, -- 0 for a code that no box has
  code         TEXT    NOT NULL, -- as on the label, or as scanned
  expected_at  INTEGER NOT NULL, -- shelf; 0 none in this room
  found_at     INTEGER NOT NULL, -- shelf; 0 not met
  state        TEXT    NOT NULL, -- expected, ok, misplaced, foreign, missing
  seen_by      TEXT    NOT NULL,
  seen_at      INTEGER  NOT NULL
) STRICT;

CREATE UNIQUE INDEX archive_stocktake_line_code ON archive_stocktake_line (stocktake_id, code);

CREATE TABLE archive_inspection (
  id           INTEGER NOT NULL PRIMARY KEY,
  location_id  INTEGER NOT NULL,
  box_id       INTEGER NOT NULL, -- 0 for the place as a whole
  day          TEXT    NOT NULL,
  condition    TEXT    NOT NULL, -- good, minor, serious
  finding      TEXT    NOT NULL,
  measure      TEXT    NOT NULL, -- what was done about it
  handled_on   TEXT    NOT NULL, -- empty while something is to be done
  by_login     TEXT    NOT NULL,
  by_name      TEXT    NOT NULL,
  version      INTEGER NOT NULL
) STRICT;

CREATE INDEX archive_inspection_day ON archive_inspection (day, id);

CREATE TABLE archive_climate (
  id          INTEGER NOT NULL PRIMARY KEY,
  location_id INTEGER NOT NULL,
  day         TEXT    NOT NULL,
  clock       TEXT    NOT NULL, -- HH:MM
  temperature INTEGER NOT NULL, -- tenths of a degree Celsius
  humidity    INTEGER NOT NULL, -- tenths of a per cent
  measure     TEXT    NOT NULL,
  by_login    TEXT    NOT NULL,
  by_name     TEXT    NOT NULL
) STRICT;

CREATE INDEX archive_climate_day ON archive_climate (location_id, day, clock);

-- The words that belong to a photograph, one row for each picture of an item.
CREATE TABLE archive_photo (
  id           INTEGER NOT NULL PRIMARY KEY,
  item_id      INTEGER NOT NULL,
  file_id      INTEGER NOT NULL, -- 0 for a print on paper
  subject      TEXT    NOT NULL,
  day          TEXT    NOT NULL,
  place        TEXT    NOT NULL,
  people       TEXT    NOT NULL,
  background   TEXT    NOT NULL,
  photographer TEXT    NOT NULL,
  holder_unit  TEXT    NOT NULL,
  taken_at     INTEGER  NOT NULL, -- by the camera's clock, microseconds; 0 unknown
  camera       TEXT    NOT NULL,
  days_off     INTEGER NOT NULL, -- between the camera's day and the event's
  note         TEXT    NOT NULL,
  by_login     TEXT    NOT NULL,
  version      INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX archive_photo_file ON archive_photo (item_id, file_id);

-- 03501_archive_register_register.sql
-- One line of one of the yearly registers. The kinds and their fields are defined
-- in Go (kinds.go); what is counted or sought stands in columns of its own.
CREATE TABLE archive_register (
  id         INTEGER NOT NULL PRIMARY KEY,
  kind       TEXT    NOT NULL, -- training, refbook, expenditure, task, publicity, plan, compilation
  year       INTEGER NOT NULL,
  day        TEXT    NOT NULL,
  title      TEXT    NOT NULL,
  state      TEXT    NOT NULL, -- of kinds that have one
  choice     TEXT    NOT NULL, -- kind of expenditure and the like
  amount     INTEGER  NOT NULL, -- fen
  quantity   INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  facts      TEXT    NOT NULL, -- JSON: the values of all fields by name, as text
  removed    TEXT    NOT NULL, -- reason, empty while the line stands
  by_login   TEXT    NOT NULL,
  by_name    TEXT    NOT NULL,
  at         INTEGER  NOT NULL,
  version    INTEGER NOT NULL
) STRICT;

CREATE INDEX archive_register_kind ON archive_register (kind, year, day, id);

-- Who holds a level of the four-level network, from a day to before another.
CREATE TABLE archive_network (
  id        INTEGER NOT NULL PRIMARY KEY,
  level     INTEGER NOT NULL, -- 1 to 4
  unit      TEXT    NOT NULL, -- of level 4; empty above
  person_id INTEGER NOT NULL,
  person    TEXT    NOT NULL,
  since     TEXT    NOT NULL,
  until     TEXT    NOT NULL  -- empty while it is held
) STRICT;

CREATE INDEX archive_network_level ON archive_network (level, unit, id);

-- Who of the bureau has a paper that should be filed (archive_due keeps the name).
-- The number is that of the entry in archive_due.
CREATE TABLE archive_due_holder (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL
) STRICT;

CREATE INDEX archive_due_holder_person ON archive_due_holder (person_id);

-- Numbers of the bureau's own series that were never given to a paper, and other
-- entries taken off the list of what should be filed, with the reason.
CREATE TABLE archive_due_void (
  id      INTEGER NOT NULL PRIMARY KEY,
  year    INTEGER NOT NULL,
  doc_no  TEXT    NOT NULL,
  title   TEXT    NOT NULL,
  unit    TEXT    NOT NULL,
  reason  TEXT    NOT NULL,
  by_name TEXT    NOT NULL,
  day     TEXT    NOT NULL
) STRICT;

CREATE INDEX archive_due_void_year ON archive_due_void (year, id);

-- One reminder to one unit.
CREATE TABLE archive_due_urge (
  id       INTEGER NOT NULL PRIMARY KEY,
  year     INTEGER NOT NULL,
  unit     TEXT    NOT NULL,
  entries  INTEGER NOT NULL,
  deadline TEXT    NOT NULL,
  by_name  TEXT    NOT NULL,
  day      TEXT    NOT NULL
) STRICT;

CREATE INDEX archive_due_urge_year ON archive_due_urge (year, unit, id);

-- When an item left the room, so that the year's figures can be balanced. The
-- number is that of the item.
CREATE TABLE archive_departure (
  id    INTEGER NOT NULL PRIMARY KEY,
  state TEXT    NOT NULL, -- transferred, destroyed, merged, excluded
  day   TEXT    NOT NULL
) STRICT;

CREATE INDEX archive_departure_day ON archive_departure (day, state);

-- The items in the room at the end of a year, as they were counted then.
CREATE TABLE archive_balance (
  id      INTEGER NOT NULL PRIMARY KEY,
  year    INTEGER NOT NULL UNIQUE,
  items   INTEGER NOT NULL,
  by_name TEXT    NOT NULL,
  day     TEXT    NOT NULL
) STRICT;

-- 04001_attendance_attendance.sql
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
  submitted_at  INTEGER  NOT NULL,
  agreed_at     INTEGER  NOT NULL,
  back_half     INTEGER NOT NULL, -- the first half day at the post again, as registered; 0 until then
  back_by       TEXT    NOT NULL,
  back_at       INTEGER  NOT NULL,
  note          TEXT    NOT NULL, -- why it was cancelled, or came back late
  version       INTEGER NOT NULL
) STRICT;

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
  advance_fen  INTEGER  NOT NULL, -- travel money asked for in advance, in fen
  transport    TEXT    NOT NULL,
  state        TEXT    NOT NULL, -- as of a leave
  case_id      INTEGER NOT NULL,
  decision     TEXT    NOT NULL,
  submitted_by TEXT    NOT NULL,
  submitted_at INTEGER  NOT NULL,
  agreed_at    INTEGER  NOT NULL,
  back_on      TEXT    NOT NULL, -- day of return as registered; empty until then
  back_by      TEXT    NOT NULL,
  report       TEXT    NOT NULL, -- what came of the trip
  note         TEXT    NOT NULL,
  version      INTEGER NOT NULL
) STRICT;

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
  since_at    INTEGER  NOT NULL,
  expected_at INTEGER  NOT NULL,
  back_at     INTEGER  NOT NULL, -- 0 while out
  back_by     TEXT    NOT NULL,
  made_by     TEXT    NOT NULL,
  made_at     INTEGER  NOT NULL
) STRICT;

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
  size     INTEGER  NOT NULL,
  made_by  TEXT    NOT NULL,
  made_at  INTEGER  NOT NULL
) STRICT;

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
  made_at   INTEGER  NOT NULL
) STRICT;

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
  heard_at     INTEGER  NOT NULL,
  state        TEXT    NOT NULL, -- draft, confirmed, dropped, removed
  drafted_by   TEXT    NOT NULL,
  drafted_at   INTEGER  NOT NULL,
  decided_by   TEXT    NOT NULL,
  decided_name TEXT    NOT NULL,
  decided_at   INTEGER  NOT NULL,
  why          TEXT    NOT NULL -- of dropping or removing
) STRICT;

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
  confirmed_at   INTEGER  NOT NULL,
  published_by   TEXT    NOT NULL,
  published_name TEXT    NOT NULL,
  published_at   INTEGER  NOT NULL,
  UNIQUE (unit, month)
) STRICT;

-- 04201_report_report.sql
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
  oral_at        INTEGER  NOT NULL, -- said before it was written down; 0 for not
  oral_to        TEXT    NOT NULL,
  acted_at       INTEGER  NOT NULL, -- carried out; 0 for not yet
  acted_words    TEXT    NOT NULL,
  acted_early    TEXT    NOT NULL, -- why it could not wait for an answer; empty if it did
  acted_by       TEXT    NOT NULL,
  acted_noted_at INTEGER  NOT NULL, -- when that was entered
  state          TEXT    NOT NULL, -- handled, running, returned, answered, refused, withdrawn, closed
  case_id        INTEGER NOT NULL, -- flow_case; 0 while only handled
  decision       TEXT    NOT NULL, -- rulebook.Decision, whole
  made_by        TEXT    NOT NULL,
  made_at        INTEGER  NOT NULL,
  submitted_at   INTEGER  NOT NULL,
  answered_at    INTEGER  NOT NULL,
  filed_at       INTEGER  NOT NULL, -- handed to the archive's intake; 0 for not
  version        INTEGER NOT NULL
) STRICT;

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
  done_at       INTEGER  NOT NULL,
  done_by       TEXT    NOT NULL,
  result        TEXT    NOT NULL,
  told          TEXT    NOT NULL, -- names of those who get the result
  made_by       TEXT    NOT NULL,
  made_at       INTEGER  NOT NULL
) STRICT;

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
  made_at   INTEGER  NOT NULL
) STRICT;

CREATE INDEX report_assignment_login ON report_assignment (login, id);

-- Who reads a matter or an assignment without a part in its chain.
CREATE TABLE report_reader (
  id            INTEGER NOT NULL PRIMARY KEY,
  matter_id     INTEGER NOT NULL,
  assignment_id INTEGER NOT NULL,
  login         TEXT    NOT NULL, -- one of login and unit
  unit          TEXT    NOT NULL,
  why           TEXT    NOT NULL, -- unit, explain, notice, task
  made_at       INTEGER  NOT NULL
) STRICT;

CREATE INDEX report_reader_matter ON report_reader (matter_id);
CREATE INDEX report_reader_assignment ON report_reader (assignment_id);

-- Attachments.
CREATE TABLE report_paper (
  id        INTEGER NOT NULL PRIMARY KEY,
  matter_id INTEGER NOT NULL,
  name      TEXT    NOT NULL,
  sha256    TEXT    NOT NULL,
  sm3       TEXT    NOT NULL,
  size      INTEGER  NOT NULL, -- bytes
  made_by   TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL
) STRICT;

CREATE INDEX report_paper_matter ON report_paper (matter_id, id);

-- 04202_report_meeting.sql
-- That a matter is for a meeting to decide, as its sender said when it was put
-- forward; the last row of a matter counts. None, or no topic, is a matter that ends
-- with its addressee.
CREATE TABLE report_meeting (
  id        INTEGER NOT NULL PRIMARY KEY,
  matter_id INTEGER NOT NULL, -- report_matter
  unit      TEXT    NOT NULL, -- the sender's
  topic     TEXT    NOT NULL, -- clause of the class of matters; empty for none
  reason    TEXT    NOT NULL, -- why it is one of them
  made_at   INTEGER  NOT NULL
) STRICT;

CREATE INDEX report_meeting_matter ON report_meeting (matter_id, id);

-- 05001_disclosure_disclosure.sql
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
  filed_at      INTEGER  NOT NULL,
  code_hash     TEXT    NOT NULL,
  code_issue    INTEGER NOT NULL, -- a lost code is replaced by the next issue
  made_by       TEXT    NOT NULL,
  made_at       INTEGER  NOT NULL,
  version       INTEGER NOT NULL
) STRICT;

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
) STRICT;

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
  made_at        INTEGER  NOT NULL
) STRICT;

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
  made_at        INTEGER  NOT NULL
) STRICT;

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
  made_at        INTEGER  NOT NULL
) STRICT;

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
  made_at        INTEGER  NOT NULL
) STRICT;

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
  made_at        INTEGER  NOT NULL
) STRICT;

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
  made_at        INTEGER  NOT NULL
) STRICT;

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
  approved_at    INTEGER  NOT NULL,
  served_on      TEXT    NOT NULL,
  service        TEXT    NOT NULL, -- handed, post, agency, email, portal
  proof          TEXT    NOT NULL, -- number of the letter, signature
  made_by        TEXT    NOT NULL,
  made_name      TEXT    NOT NULL,
  made_at        INTEGER  NOT NULL,
  version        INTEGER NOT NULL
) STRICT;

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
  made_at        INTEGER  NOT NULL
) STRICT;

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
  made_at        INTEGER  NOT NULL,
  confirmed_by   TEXT    NOT NULL,
  confirmed_name TEXT    NOT NULL,
  confirmed_at   INTEGER  NOT NULL,
  reason         TEXT    NOT NULL, -- why it was ended early or declared void
  ended_by       TEXT    NOT NULL,
  ended_name     TEXT    NOT NULL,
  ended_at       INTEGER  NOT NULL,
  version        INTEGER NOT NULL
) STRICT;

-- Failed attempts at number and code, by a keyed digest of what was tried and the hour.
CREATE TABLE disclosure_attempt (
  bucket TEXT    NOT NULL PRIMARY KEY,
  day    TEXT    NOT NULL,
  failed INTEGER NOT NULL
) STRICT;

-- The last day as it was last told to who handles an application, with the event
-- after which it was counted: another day after the same event means that the
-- calendar moved it. A memory for the daily count, never what a page shows.
CREATE TABLE disclosure_reckoning (
  application_id INTEGER NOT NULL PRIMARY KEY,
  event_id       INTEGER NOT NULL,
  due            TEXT    NOT NULL,
  at             INTEGER  NOT NULL
) STRICT;

-- 05201_disclosure_release_release.sql
-- One review before release (保密审查) of one or more files. Its steps are those of
-- its flow case.
CREATE TABLE disclosure_release (
  id           INTEGER NOT NULL PRIMARY KEY,
  number       TEXT    NOT NULL UNIQUE, -- 2026-审-0007
  purpose      TEXT    NOT NULL, -- unit, publish, answer, other
  title        TEXT    NOT NULL,
  unit         TEXT    NOT NULL, -- that made the information
  unit_name    TEXT    NOT NULL,
  person_id    INTEGER NOT NULL, -- who asks
  login        TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  subject      TEXT    NOT NULL, -- what it is for, e.g. disclosure_version:3; may be empty
  origin       TEXT    NOT NULL, -- made, obtained
  joint        INTEGER NOT NULL, -- made together with other agencies
  partners     TEXT    NOT NULL, -- those agencies, a line each
  expired      TEXT    NOT NULL, -- level and period of an expired secret; empty for none
  note         TEXT    NOT NULL,
  state        TEXT    NOT NULL, -- running, returned, declassify, cleared, withheld, withdrawn
  round        INTEGER NOT NULL, -- of files; a new one with every change of bytes
  case_id      INTEGER NOT NULL, -- flow_case
  submitted_on TEXT    NOT NULL, -- of this round
  closed_on    TEXT    NOT NULL,
  declassified_on TEXT NOT NULL,
  declassified_by TEXT NOT NULL, -- who did it, with the number of the paper
  made_at      INTEGER  NOT NULL,
  version      INTEGER NOT NULL
) STRICT;

CREATE INDEX disclosure_release_unit ON disclosure_release (unit, id);
CREATE INDEX disclosure_release_subject ON disclosure_release (subject);

-- A file under review, bound by its digest.
CREATE TABLE disclosure_release_file (
  id            INTEGER NOT NULL PRIMARY KEY,
  release_id    INTEGER NOT NULL,
  round         INTEGER NOT NULL,
  name          TEXT    NOT NULL,
  sha256        TEXT    NOT NULL,
  sm3           TEXT    NOT NULL,
  size          INTEGER  NOT NULL, -- bytes
  source_name   TEXT    NOT NULL, -- of a partial release: the whole it was made from
  source_sha256 TEXT    NOT NULL,
  withheld      TEXT    NOT NULL, -- what was left out and on what ground, a line each
  made_by       TEXT    NOT NULL,
  made_at       INTEGER  NOT NULL
) STRICT;

CREATE INDEX disclosure_release_file_of ON disclosure_release_file (release_id, round, id);
CREATE INDEX disclosure_release_file_sha ON disclosure_release_file (sha256);

-- What was said in a step.
CREATE TABLE disclosure_release_opinion (
  id         INTEGER NOT NULL PRIMARY KEY,
  release_id INTEGER NOT NULL,
  round      INTEGER NOT NULL,
  place      INTEGER NOT NULL, -- 1 unit, 2 office, 3 leader in charge, 4 director
  choice     TEXT    NOT NULL, -- open, exempt, report, other
  basis      TEXT    NOT NULL,
  reason     TEXT    NOT NULL,
  found      TEXT    NOT NULL, -- points of the checklist that were found, with commas
  checked    INTEGER NOT NULL, -- points that were answered
  person_id  INTEGER NOT NULL,
  login      TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  post       TEXT    NOT NULL,
  on_date    TEXT    NOT NULL,
  due        TEXT    NOT NULL, -- last day of the step
  made_at    INTEGER  NOT NULL
) STRICT;

CREATE INDEX disclosure_release_opinion_of ON disclosure_release_opinion (release_id, round, id);

-- The written word of another agency on what was made together.
CREATE TABLE disclosure_release_consent (
  id         INTEGER NOT NULL PRIMARY KEY,
  release_id INTEGER NOT NULL,
  round      INTEGER NOT NULL,
  agency     TEXT    NOT NULL,
  consents   INTEGER NOT NULL,
  paper      TEXT    NOT NULL, -- number or name of the paper
  on_date    TEXT    NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    INTEGER  NOT NULL
) STRICT;

CREATE INDEX disclosure_release_consent_of ON disclosure_release_consent (release_id, id);

-- A question put to a superior or to the secrecy administration (报审), one level
-- at a time.
CREATE TABLE disclosure_release_referral (
  id           INTEGER NOT NULL PRIMARY KEY,
  release_id   INTEGER NOT NULL,
  round        INTEGER NOT NULL,
  place        INTEGER NOT NULL,
  kind         TEXT    NOT NULL, -- own: the bureau's business; other
  body         TEXT    NOT NULL, -- whom
  paper        TEXT    NOT NULL,
  sent_on      TEXT    NOT NULL,
  answer       TEXT    NOT NULL, -- empty while it is open; not_secret, secret, upward
  answer_paper TEXT    NOT NULL,
  answer_words TEXT    NOT NULL,
  answered_on  TEXT    NOT NULL,
  made_by      TEXT    NOT NULL,
  made_at      INTEGER  NOT NULL,
  answered_by  TEXT    NOT NULL
) STRICT;

CREATE INDEX disclosure_release_referral_of ON disclosure_release_referral (release_id, id);

-- One item of the catalogue. Its index number stays whatever becomes of it.
CREATE TABLE disclosure_item (
  id            INTEGER NOT NULL PRIMARY KEY,
  index_no      TEXT    NOT NULL, -- empty before it is given
  state         TEXT    NOT NULL, -- draft, published, internal, withheld, withdrawn
  unit          TEXT    NOT NULL,
  unit_name     TEXT    NOT NULL,
  kind          TEXT    NOT NULL, -- item, guide
  attribute     TEXT    NOT NULL, -- public, on_request, closed
  ground        TEXT    NOT NULL, -- why not public
  shown         INTEGER NOT NULL, -- number of the version that is published; 0 for none
  latest        INTEGER NOT NULL, -- number of the newest version
  runs_from     TEXT    NOT NULL, -- day from which the present period of publication runs; empty when met
  due_other     TEXT    NOT NULL, -- last day set by another rule; empty for none
  due_ground    TEXT    NOT NULL,
  published_on  TEXT    NOT NULL, -- first
  updated_on    TEXT    NOT NULL, -- last
  withdrawn_on  TEXT    NOT NULL,
  withdrawn_at  INTEGER  NOT NULL,
  withdrawn_by  TEXT    NOT NULL,
  withdrawn_why TEXT    NOT NULL,
  title_hidden  INTEGER NOT NULL,
  reexamine_on  TEXT    NOT NULL, -- of what is withheld
  made_by       TEXT    NOT NULL,
  made_at       INTEGER  NOT NULL,
  version       INTEGER NOT NULL
) STRICT;

CREATE INDEX disclosure_item_state ON disclosure_item (state, updated_on);
CREATE INDEX disclosure_item_index ON disclosure_item (index_no);

-- Index numbers that were given. No row is ever removed.
CREATE TABLE disclosure_index (
  id       INTEGER NOT NULL PRIMARY KEY,
  index_no TEXT    NOT NULL UNIQUE,
  item_id  INTEGER NOT NULL UNIQUE,
  given_at INTEGER  NOT NULL
) STRICT;

-- One text of an item; a change makes a new one with its own review.
CREATE TABLE disclosure_version (
  id           INTEGER NOT NULL PRIMARY KEY,
  item_id      INTEGER NOT NULL,
  n            INTEGER NOT NULL,
  state        TEXT    NOT NULL, -- draft, reviewing, cleared, refused, published, replaced
  title        TEXT    NOT NULL,
  summary      TEXT    NOT NULL,
  document_no  TEXT    NOT NULL,
  formed_on    TEXT    NOT NULL, -- formed, or changed
  category     TEXT    NOT NULL,
  column_code  TEXT    NOT NULL,
  theme        TEXT    NOT NULL,
  keywords     TEXT    NOT NULL,
  genre        TEXT    NOT NULL,
  audience     TEXT    NOT NULL,
  related      TEXT    NOT NULL,
  carrier      TEXT    NOT NULL,
  language     TEXT    NOT NULL,
  criteria     TEXT    NOT NULL, -- with commas
  ground       TEXT    NOT NULL, -- legal ground where the category asks for one
  elements     TEXT    NOT NULL, -- what it holds of the category's elements, with commas
  body         TEXT    NOT NULL,
  fields       TEXT    NOT NULL, -- of the guide: JSON; empty otherwise
  release_id   INTEGER NOT NULL, -- its review; 0 for none yet
  approved_on  TEXT    NOT NULL,
  published_on TEXT    NOT NULL,
  published_at INTEGER  NOT NULL,
  made_by      TEXT    NOT NULL,
  made_at      INTEGER  NOT NULL,
  version      INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX disclosure_version_of ON disclosure_version (item_id, n);

-- A file of a version.
CREATE TABLE disclosure_version_file (
  id            INTEGER NOT NULL PRIMARY KEY,
  version_id    INTEGER NOT NULL,
  name          TEXT    NOT NULL,
  sha256        TEXT    NOT NULL,
  sm3           TEXT    NOT NULL,
  size          INTEGER  NOT NULL, -- bytes
  source_name   TEXT    NOT NULL,
  source_sha256 TEXT    NOT NULL,
  withheld      TEXT    NOT NULL,
  made_by       TEXT    NOT NULL,
  made_at       INTEGER  NOT NULL
) STRICT;

CREATE INDEX disclosure_version_file_of ON disclosure_version_file (version_id, id);

-- By which channel a version was made public, and when.
CREATE TABLE disclosure_channel (
  id         INTEGER NOT NULL PRIMARY KEY,
  version_id INTEGER NOT NULL,
  channel    TEXT    NOT NULL,
  on_date    TEXT    NOT NULL,
  note       TEXT    NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    INTEGER  NOT NULL
) STRICT;

CREATE INDEX disclosure_channel_of ON disclosure_channel (version_id, id);

-- The yearly assessment of what is withheld.
CREATE TABLE disclosure_examination (
  id      INTEGER NOT NULL PRIMARY KEY,
  item_id INTEGER NOT NULL,
  on_date TEXT    NOT NULL,
  result  TEXT    NOT NULL, -- keep, open
  reason  TEXT    NOT NULL,
  name    TEXT    NOT NULL,
  made_by TEXT    NOT NULL,
  made_at INTEGER  NOT NULL
) STRICT;

CREATE INDEX disclosure_examination_of ON disclosure_examination (item_id, id);

-- The bureau's code in its index numbers.
CREATE TABLE disclosure_setting (
  id      INTEGER NOT NULL PRIMARY KEY, -- 1
  form    TEXT    NOT NULL,
  code    TEXT    NOT NULL,
  made_by TEXT    NOT NULL,
  made_at INTEGER  NOT NULL,
  version INTEGER NOT NULL
) STRICT;

-- 05301_redaction_redaction.sql
-- One file to be published without what may not be.
CREATE TABLE disclosure_redaction (
  id           INTEGER NOT NULL PRIMARY KEY,
  number       TEXT    NOT NULL UNIQUE, -- 2026-遮-0001
  title        TEXT    NOT NULL,
  subject      TEXT    NOT NULL, -- what it belongs to (disclosure_application:7), or empty
  name         TEXT    NOT NULL, -- of the original file
  source_sha   TEXT    NOT NULL, -- of the original, which is never changed
  source_sm3   TEXT    NOT NULL,
  source_size  INTEGER  NOT NULL,
  work_sha     TEXT    NOT NULL, -- the PDF that is worked on; the original if it is one
  work_size    INTEGER  NOT NULL,
  pages        INTEGER NOT NULL,
  notes        TEXT    NOT NULL, -- lines: what stays behind, where a person must look
  carries      INTEGER NOT NULL, -- the original has parts that nobody sees
  state        TEXT    NOT NULL, -- draft, confirming, proven, clean, discarded
  unit         TEXT    NOT NULL,
  login        TEXT    NOT NULL, -- who drafts
  by_name      TEXT    NOT NULL,
  reviewer     TEXT    NOT NULL,
  review_name  TEXT    NOT NULL,
  remark       TEXT    NOT NULL, -- of the reviewer
  result_sha   TEXT    NOT NULL, -- the file to be published; empty before
  result_sm3   TEXT    NOT NULL,
  result_size  INTEGER  NOT NULL,
  proof        TEXT    NOT NULL, -- of the last attempt, JSON; nothing of what was hidden
  made_at      INTEGER  NOT NULL,
  decided_at   INTEGER  NOT NULL,
  version      INTEGER NOT NULL
) STRICT;

CREATE INDEX disclosure_redaction_source ON disclosure_redaction (source_sha);
CREATE INDEX disclosure_redaction_result ON disclosure_redaction (result_sha);

-- One place on a page: found, or drawn by hand. What stands there is not kept: it
-- is read from the file when it is to be seen.
CREATE TABLE disclosure_redaction_box (
  id           INTEGER NOT NULL PRIMARY KEY,
  redaction_id INTEGER NOT NULL,
  hit          INTEGER NOT NULL, -- places of one finding have the same; by page and order
  page         INTEGER NOT NULL, -- from 1
  x            INTEGER NOT NULL, -- hundredths of a point from the upper left corner
  y            INTEGER NOT NULL,
  w            INTEGER NOT NULL,
  h            INTEGER NOT NULL,
  kind         TEXT    NOT NULL,
  certainty    INTEGER NOT NULL,
  why          TEXT    NOT NULL,
  state        TEXT    NOT NULL, -- open, hide, keep, erased
  ground       TEXT    NOT NULL, -- code of the ground for withholding
  note         TEXT    NOT NULL,
  elsewhere    INTEGER NOT NULL, -- the same words may stay in other places
  decided_by   TEXT    NOT NULL,
  decided_at   INTEGER  NOT NULL
) STRICT;

CREATE INDEX disclosure_redaction_box_of ON disclosure_redaction_box (redaction_id, page, hit);

-- Which digits of somebody's identity number a published file left to be seen.
CREATE TABLE disclosure_redaction_shown (
  id           INTEGER NOT NULL PRIMARY KEY,
  person       TEXT    NOT NULL, -- keyed digest of the number
  redaction_id INTEGER NOT NULL,
  digits       TEXT    NOT NULL, -- eighteen signs, 1 for shown
  made_at      INTEGER  NOT NULL
) STRICT;

CREATE INDEX disclosure_redaction_shown_person ON disclosure_redaction_shown (person);

-- 05401_disclosure_annual_annual.sql
-- The yearly report on disclosure. Tables three and four are counted while it is
-- collecting and stand here once it is frozen; table two is entered.
CREATE TABLE disclosure_annual_report (
  id            INTEGER NOT NULL PRIMARY KEY,
  year          INTEGER NOT NULL UNIQUE,
  state         TEXT    NOT NULL, -- collecting, frozen, checked, signing, signed, submitted, published
  asked         TEXT    NOT NULL, -- table three, JSON of 25 rows of 7
  acts          TEXT    NOT NULL, -- table two, JSON
  disputes      TEXT    NOT NULL, -- table four, JSON of 3 blocks of 5
  published     INTEGER NOT NULL, -- items published in the year
  fee_yuan      INTEGER NOT NULL, -- processing fees taken
  doubts        TEXT    NOT NULL, -- what could not be counted, one a line
  reorganised   TEXT    NOT NULL, -- why it does not begin where last year's ended
  digest        TEXT    NOT NULL, -- SHA-256 of the frozen figures and the lists behind them
  frozen_at     INTEGER  NOT NULL,
  case_id       INTEGER NOT NULL, -- its approval
  units_due     TEXT    NOT NULL, -- day by which units hand in their part
  sent_on       TEXT    NOT NULL, -- to the office of the county government
  sent_note     TEXT    NOT NULL,
  public_on     TEXT    NOT NULL,
  public_where  TEXT    NOT NULL,
  made_by       TEXT    NOT NULL,
  made_at       INTEGER  NOT NULL,
  version       INTEGER NOT NULL
) STRICT;

-- One text of a report, with placeholders for figures.
CREATE TABLE disclosure_annual_text (
  id        INTEGER NOT NULL PRIMARY KEY,
  report_id INTEGER NOT NULL,
  part      TEXT    NOT NULL,
  words     TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL,
  version   INTEGER NOT NULL,
  UNIQUE (report_id, part)
) STRICT;

-- One application behind the figures of a frozen report.
CREATE TABLE disclosure_annual_case (
  report_id      INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  number         TEXT    NOT NULL,
  class          TEXT    NOT NULL,
  received_on    TEXT    NOT NULL,
  finished_on    TEXT    NOT NULL,
  outcome        TEXT    NOT NULL,
  ended          TEXT    NOT NULL, -- fix, fee: taken as given up
  column_no      INTEGER NOT NULL,
  row_in         INTEGER NOT NULL,
  row_out        INTEGER NOT NULL,
  PRIMARY KEY (report_id, application_id)
) STRICT;

CREATE INDEX disclosure_annual_case_cell ON disclosure_annual_case (report_id, row_out, column_no);

-- One review or lawsuit behind table four of a frozen report.
CREATE TABLE disclosure_annual_dispute (
  report_id      INTEGER NOT NULL,
  overlay_id     INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  number         TEXT    NOT NULL,
  suit           INTEGER NOT NULL,
  after_review   INTEGER NOT NULL,
  filed_on       TEXT    NOT NULL,
  decided_on     TEXT    NOT NULL,
  result         TEXT    NOT NULL,
  outcome        TEXT    NOT NULL,
  block          INTEGER NOT NULL,
  column_no      INTEGER NOT NULL,
  PRIMARY KEY (report_id, overlay_id)
) STRICT;

-- What a unit owes to a report, and what followed where it came late.
CREATE TABLE disclosure_annual_unit (
  id          INTEGER NOT NULL PRIMARY KEY,
  report_id   INTEGER NOT NULL,
  unit        TEXT    NOT NULL,
  due_on      TEXT    NOT NULL,
  words       TEXT    NOT NULL,
  handed_by   TEXT    NOT NULL,
  handed_name TEXT    NOT NULL,
  handed_on   TEXT    NOT NULL,
  points      INTEGER NOT NULL, -- taken off in the yearly appraisal, in tenths
  criticised_on TEXT  NOT NULL,
  makeup_by   TEXT    NOT NULL, -- ordered day for handing in late
  note        TEXT    NOT NULL,
  version     INTEGER NOT NULL,
  UNIQUE (report_id, unit)
) STRICT;

-- A correction of a report that was signed: an entry, never an overwriting.
CREATE TABLE disclosure_annual_correction (
  id        INTEGER NOT NULL PRIMARY KEY,
  report_id INTEGER NOT NULL,
  what      TEXT    NOT NULL, -- case, text, acts
  which     TEXT    NOT NULL, -- number of the application, part, or table two
  was       TEXT    NOT NULL,
  becomes   TEXT    NOT NULL,
  reason    TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL
) STRICT;

CREATE INDEX disclosure_annual_correction_report ON disclosure_annual_correction (report_id, id);

-- 05501_disclosure_portal_portal.sql
-- Half-filled application forms. Each is sealed under a key that is in the code
-- which the applicant keeps: without it nobody reads it, here neither.
CREATE TABLE disclosure_draft (
  id         INTEGER NOT NULL PRIMARY KEY,
  lookup     TEXT    NOT NULL UNIQUE, -- digest of the code
  sealed     BLOB   NOT NULL,
  expires_on TEXT    NOT NULL
) STRICT;

CREATE INDEX disclosure_draft_expires ON disclosure_draft (expires_on);

-- 05502_disclosure_portal_opinion.sql
-- What the public says of the disclosure of information (意见建议).
CREATE TABLE disclosure_opinion (
  id          INTEGER NOT NULL PRIMARY KEY,
  number      TEXT    NOT NULL UNIQUE, -- 2026-意-0001
  about       TEXT    NOT NULL, -- content, service, guide, other
  words       TEXT    NOT NULL,
  contact     TEXT    NOT NULL, -- as the writer gave it; may be empty
  sent_on     TEXT    NOT NULL,
  answer      TEXT    NOT NULL, -- empty before it is dealt with
  answered_on TEXT    NOT NULL,
  answered_by TEXT    NOT NULL
) STRICT;

CREATE INDEX disclosure_opinion_open ON disclosure_opinion (answered_on, id);

-- 06001_duty_duty.sql
-- The roster of a month: both tracks of every shift in duty_shift.
CREATE TABLE duty_roster (
  id             INTEGER NOT NULL PRIMARY KEY,
  month          TEXT    NOT NULL UNIQUE, -- 2026-11
  state          TEXT    NOT NULL, -- draft, submitted, approved, published
  made_by        TEXT    NOT NULL,
  made_at        INTEGER  NOT NULL,
  submitted_by   TEXT    NOT NULL,
  submitted_at   INTEGER  NOT NULL, -- 0 for not
  approved_by    TEXT    NOT NULL,
  approved_name  TEXT    NOT NULL,
  approved_at    INTEGER  NOT NULL,
  published_by   TEXT    NOT NULL,
  published_name TEXT    NOT NULL,
  published_at   INTEGER  NOT NULL,
  note           TEXT    NOT NULL, -- why it came back
  owed_at        INTEGER  NOT NULL, -- its papers are owed to the archive room since; 0 for not
  version        INTEGER NOT NULL
) STRICT;

-- One shift with both tracks as the roster says. A person 0 is a gap.
CREATE TABLE duty_shift (
  id           INTEGER NOT NULL PRIMARY KEY,
  roster_id    INTEGER NOT NULL,
  from_at      INTEGER  NOT NULL,
  until_at     INTEGER  NOT NULL,
  day          TEXT    NOT NULL, -- on which it begins
  kind         TEXT    NOT NULL, -- office, night, rest, holiday
  night        INTEGER NOT NULL,
  officer_id   INTEGER NOT NULL, -- org_person
  leader_id    INTEGER NOT NULL,
  officer_note TEXT    NOT NULL, -- why it is a gap, or by whom it was changed
  leader_note  TEXT    NOT NULL,
  rev          INTEGER NOT NULL  -- grows with every change of a person; a swap is bound to it
) STRICT;

CREATE INDEX duty_shift_from ON duty_shift (from_at);
CREATE INDEX duty_shift_roster ON duty_shift (roster_id, from_at);

-- Somebody else has a shift, or the rest of it: a swap that the leader of the shift
-- arranged, or a take-over at once.
CREATE TABLE duty_swap (
  id           INTEGER NOT NULL PRIMARY KEY,
  shift_id     INTEGER NOT NULL,
  shift_rev    INTEGER NOT NULL,
  track        TEXT    NOT NULL, -- officer, leader
  kind         TEXT    NOT NULL, -- swap, takeover
  from_id      INTEGER NOT NULL, -- who had it
  to_id        INTEGER NOT NULL, -- 0 until the leader named somebody
  from_at      INTEGER  NOT NULL,
  until_at     INTEGER  NOT NULL,
  reason       TEXT    NOT NULL, -- sick, personal
  words        TEXT    NOT NULL,
  state        TEXT    NOT NULL, -- asked, approved, refused, withdrawn, stale
  asked_by     TEXT    NOT NULL,
  asked_at     INTEGER  NOT NULL,
  decided_by   TEXT    NOT NULL,
  decided_name TEXT    NOT NULL,
  decided_at   INTEGER  NOT NULL,
  answer       TEXT    NOT NULL,
  ruling       TEXT    NOT NULL -- rulebook.Decision, whole
) STRICT;

CREATE INDEX duty_swap_shift ON duty_swap (shift_id, id);

-- A temporary roster: somebody has a track for a stretch, above the roster by rule.
CREATE TABLE duty_temporary (
  id       INTEGER NOT NULL PRIMARY KEY,
  track    TEXT    NOT NULL,
  person_id INTEGER NOT NULL,
  from_at  INTEGER  NOT NULL,
  until_at INTEGER  NOT NULL,
  reason   TEXT    NOT NULL,
  made_by  TEXT    NOT NULL,
  made_at  INTEGER  NOT NULL,
  ended_at INTEGER  NOT NULL -- taken back; 0 while it stands
) STRICT;

CREATE INDEX duty_temporary_from ON duty_temporary (from_at);

-- Who was really there, as the duty desk reports it.
CREATE TABLE duty_presence (
  id        INTEGER NOT NULL PRIMARY KEY,
  shift_id  INTEGER NOT NULL,
  track     TEXT    NOT NULL,
  person_id INTEGER NOT NULL,
  from_at   INTEGER  NOT NULL,
  until_at  INTEGER  NOT NULL, -- 0 while there
  made_by   TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL
) STRICT;

CREATE INDEX duty_presence_from ON duty_presence (from_at);

-- Until when somebody does no night shift. The ground is for the political section
-- alone; the office sees the dates.
CREATE TABLE duty_exemption (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL,
  since     TEXT    NOT NULL,
  until     TEXT    NOT NULL, -- first day on which night shifts are possible again
  ground    TEXT    NOT NULL, -- pregnant, nursing, other
  ground_on TEXT    NOT NULL, -- expected day of birth, day of birth; empty for other
  made_by   TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL,
  ended_at  INTEGER  NOT NULL -- taken back; 0 while it stands
) STRICT;

CREATE INDEX duty_exemption_person ON duty_exemption (person_id);

-- What the office notes of a person: telephone for the roster, and whether the person
-- takes turns. Nobody's row: takes turns, without a telephone.
CREATE TABLE duty_member (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL UNIQUE,
  phone     TEXT    NOT NULL,
  excused   TEXT    NOT NULL, -- why no turns; empty for taking them
  made_by   TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL
) STRICT;

-- Addresses at which a calendar program fetches turns. The address itself is not kept.
CREATE TABLE duty_feed (
  id         INTEGER NOT NULL PRIMARY KEY,
  login      TEXT    NOT NULL,
  person_id  INTEGER NOT NULL,
  whole      INTEGER NOT NULL, -- the whole roster, not only one's own turns
  token      TEXT    NOT NULL UNIQUE, -- SHA-256 of what stands in the address
  made_at    INTEGER  NOT NULL,
  revoked_at INTEGER  NOT NULL
) STRICT;

CREATE INDEX duty_feed_login ON duty_feed (login);

-- 06101_duty_desk_desk.sql
-- One person's time at the desk: from arriving to having handed over.
CREATE TABLE duty_stint (
  id            INTEGER NOT NULL PRIMARY KEY,
  shift         INTEGER  NOT NULL, -- of the roster
  person_id     INTEGER NOT NULL,
  login         TEXT    NOT NULL,
  name          TEXT    NOT NULL,
  leader_id     INTEGER NOT NULL, -- duty leader when it began
  leader_login  TEXT    NOT NULL,
  leader_name   TEXT    NOT NULL,
  why           TEXT    NOT NULL, -- in the roster's words
  planned_from  INTEGER  NOT NULL,
  planned_until INTEGER  NOT NULL,
  arrived_at    INTEGER  NOT NULL,
  began_at      INTEGER  NOT NULL, -- took over; 0 while waiting for that
  ended_at      INTEGER  NOT NULL, -- handed over; 0 while on
  vacant_from   INTEGER  NOT NULL, -- nobody was here from then to began_at; 0 for no gap
  alone_at      INTEGER  NOT NULL, -- the leader was told that nobody came; 0 for not
  state         TEXT    NOT NULL, -- waiting, on, ended, left
  made_at       INTEGER  NOT NULL
) STRICT;

CREATE INDEX duty_stint_state ON duty_stint (state, id);
CREATE INDEX duty_stint_login ON duty_stint (login, began_at);

-- One line of the log (值班记录).
CREATE TABLE duty_log (
  id             INTEGER NOT NULL PRIMARY KEY,
  year           INTEGER NOT NULL, -- in which it was written
  no             INTEGER NOT NULL, -- without gaps within the year
  kind           TEXT    NOT NULL, -- call, fax, visit, citizen, urgent, order, meeting, missed, task
  source         TEXT    NOT NULL, -- of the book's list
  outgoing       INTEGER NOT NULL, -- we called
  stint_id       INTEGER NOT NULL,
  happened_at    INTEGER  NOT NULL,
  late_why       TEXT    NOT NULL, -- why it was written down only afterwards
  party          TEXT    NOT NULL, -- the other side: caller, sender, visitor, addressee, organiser
  party_unit     TEXT    NOT NULL,
  party_phone    TEXT    NOT NULL,
  receiver       TEXT    NOT NULL,
  receiver_phone TEXT    NOT NULL,
  matter         TEXT    NOT NULL,
  outcome        TEXT    NOT NULL,
  citizen        TEXT    NOT NULL, -- which kind of citizen's call
  medium         TEXT    NOT NULL, -- by which an order was passed on
  receipt        TEXT    NOT NULL, -- who confirmed it, how
  receipt_at     INTEGER  NOT NULL,
  giver          TEXT    NOT NULL, -- whose order or task it is
  stand_in       TEXT    NOT NULL, -- who kept the desk meanwhile
  secret         INTEGER NOT NULL, -- a work secret
  suspicious     INTEGER NOT NULL,
  verify_with    TEXT    NOT NULL,
  verify_result  TEXT    NOT NULL,
  verify_measure TEXT    NOT NULL,
  verified_by    TEXT    NOT NULL,
  verified_at    INTEGER  NOT NULL,
  told_to        TEXT    NOT NULL, -- the duty leader told of it
  told_how       TEXT    NOT NULL,
  told_words     TEXT    NOT NULL, -- what the leader said
  told_at        INTEGER  NOT NULL,
  told_by        TEXT    NOT NULL,
  reminded_at    INTEGER  NOT NULL, -- the officer was reminded to tell the leader
  state          TEXT    NOT NULL, -- open, closed
  keeper         TEXT    NOT NULL, -- who goes on with it after the shift, by the leader's decision
  closing        TEXT    NOT NULL,
  closed_at      INTEGER  NOT NULL,
  closed_by      TEXT    NOT NULL,
  incident_id    INTEGER NOT NULL,
  made_by        TEXT    NOT NULL,
  made_name      TEXT    NOT NULL,
  made_at        INTEGER  NOT NULL,
  UNIQUE (year, no)
) STRICT;

CREATE INDEX duty_log_state ON duty_log (state, id);
CREATE INDEX duty_log_at ON duty_log (happened_at);
CREATE INDEX duty_log_made ON duty_log (made_at);
CREATE INDEX duty_log_stint ON duty_log (stint_id);

-- What a correction changed; the earlier words stay readable.
CREATE TABLE duty_correction (
  id        INTEGER NOT NULL PRIMARY KEY,
  subject   TEXT    NOT NULL, -- duty_log:12, duty_incident:3
  field     TEXT    NOT NULL,
  label     TEXT    NOT NULL,
  was       TEXT    NOT NULL,
  became    TEXT    NOT NULL,
  reason    TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL
) STRICT;

CREATE INDEX duty_correction_subject ON duty_correction (subject, id);

-- One attempt to hand the desk over. What was sent back is followed by another round.
CREATE TABLE duty_handover (
  id             INTEGER NOT NULL PRIMARY KEY,
  stint_id       INTEGER NOT NULL,
  next_stint     INTEGER NOT NULL,
  round          INTEGER NOT NULL,
  giver_login    TEXT    NOT NULL,
  giver_name     TEXT    NOT NULL,
  receiver_login TEXT    NOT NULL,
  receiver_name  TEXT    NOT NULL,
  words          TEXT    NOT NULL,
  state          TEXT    NOT NULL, -- offered, returned, deciding, done
  offered_at     INTEGER  NOT NULL, -- the giver signed
  answered_at    INTEGER  NOT NULL, -- the receiver signed, or sent it back
  answer         TEXT    NOT NULL
) STRICT;

CREATE INDEX duty_handover_stint ON duty_handover (stint_id, id);

CREATE TABLE duty_handover_item (
  id           INTEGER NOT NULL PRIMARY KEY,
  handover_id  INTEGER NOT NULL,
  log_id       INTEGER NOT NULL, -- one of log_id and incident_id
  incident_id  INTEGER NOT NULL,
  refusals     INTEGER NOT NULL, -- so far, this round included
  answer       TEXT    NOT NULL, -- accept, refuse; empty while unanswered
  reason       TEXT    NOT NULL,
  ruling       TEXT    NOT NULL, -- receiver, giver: whom the duty leader chose
  ruling_words TEXT    NOT NULL,
  ruled_by     TEXT    NOT NULL,
  ruled_name   TEXT    NOT NULL,
  ruled_at     INTEGER  NOT NULL
) STRICT;

CREATE INDEX duty_handover_item_handover ON duty_handover_item (handover_id, id);

-- One emergency (突发事件).
CREATE TABLE duty_incident (
  id           INTEGER NOT NULL PRIMARY KEY,
  number       TEXT    NOT NULL UNIQUE, -- 2026-突-0003
  stint_id     INTEGER NOT NULL,
  log_id       INTEGER NOT NULL, -- the line of the log it came from; 0 for none
  title        TEXT    NOT NULL,
  place        TEXT    NOT NULL,
  nature       TEXT    NOT NULL,
  severity     TEXT    NOT NULL, -- ordinary, serious, major, extreme
  unit         TEXT    NOT NULL, -- code of the section whose field it is
  informant    TEXT    NOT NULL,
  phone        TEXT    NOT NULL,
  happened_at  INTEGER  NOT NULL,
  heard_at     INTEGER  NOT NULL,
  late_why     TEXT    NOT NULL, -- why it was entered only afterwards
  scope        TEXT    NOT NULL, -- whom and what it touches
  loss         TEXT    NOT NULL,
  trend        TEXT    NOT NULL,
  present      TEXT    NOT NULL, -- which leaders are on the spot
  measures     TEXT    NOT NULL,
  secret       INTEGER NOT NULL,
  state        TEXT    NOT NULL, -- open, linked, closed
  keeper       TEXT    NOT NULL,
  same_as      INTEGER NOT NULL, -- the incident it repeats; 0 for none
  closing      TEXT    NOT NULL,
  closed_at    INTEGER  NOT NULL,
  closed_by    TEXT    NOT NULL,
  leader_login TEXT    NOT NULL, -- duty leader when it was heard of
  made_by      TEXT    NOT NULL,
  made_name    TEXT    NOT NULL,
  made_at      INTEGER  NOT NULL
) STRICT;

CREATE INDEX duty_incident_state ON duty_incident (state, id);
CREATE INDEX duty_incident_heard ON duty_incident (heard_at);

-- One step of an incident, with its evidence.
CREATE TABLE duty_step (
  id          INTEGER NOT NULL PRIMARY KEY,
  incident_id INTEGER NOT NULL,
  kind        TEXT    NOT NULL, -- tell, instruct, act, conflict, decide, raise, link
  rank        TEXT    NOT NULL, -- who was told or spoke: leader, contact, director
  person      TEXT    NOT NULL,
  login       TEXT    NOT NULL, -- of that person, where known
  at          INTEGER  NOT NULL, -- when it happened
  means       TEXT    NOT NULL,
  words       TEXT    NOT NULL,
  ref         INTEGER NOT NULL, -- the instruction it rests on
  ref2        INTEGER NOT NULL, -- the other one of a conflict
  flag        TEXT    NOT NULL, -- contact (tell that leader), report, no_report, a degree
  target      INTEGER NOT NULL, -- the person the duty leader named
  made_by     TEXT    NOT NULL,
  made_name   TEXT    NOT NULL,
  made_at     INTEGER  NOT NULL
) STRICT;

CREATE INDEX duty_step_incident ON duty_step (incident_id, at, id);

-- A missed clock and who was told of it. It stays.
CREATE TABLE duty_alarm (
  id          INTEGER NOT NULL PRIMARY KEY,
  incident_id INTEGER NOT NULL,
  line        TEXT    NOT NULL, -- leader, contact, district
  started_at  INTEGER  NOT NULL, -- of the clock
  due         INTEGER  NOT NULL,
  level       TEXT    NOT NULL, -- leader, director
  login       TEXT    NOT NULL, -- who was told; empty where nobody could be
  made_at     INTEGER  NOT NULL,
  UNIQUE (incident_id, line, started_at, level)
) STRICT;

-- A written report to the district: first, follow-up, final.
CREATE TABLE duty_bulletin (
  id          INTEGER NOT NULL PRIMARY KEY,
  incident_id INTEGER NOT NULL,
  kind        TEXT    NOT NULL, -- first, follow, final
  no          INTEGER NOT NULL, -- of the follow-ups
  body        TEXT    NOT NULL,
  state       TEXT    NOT NULL, -- draft, signed, sent
  drafted_by  TEXT    NOT NULL,
  drafted_name TEXT   NOT NULL,
  drafted_at  INTEGER  NOT NULL,
  signed_by   TEXT    NOT NULL,
  signed_name TEXT    NOT NULL,
  signed_at   INTEGER  NOT NULL,
  channel     TEXT    NOT NULL,
  recipients  TEXT    NOT NULL,
  failure     TEXT    NOT NULL, -- what was wrong with the network, where it went by fax
  failed_at   INTEGER  NOT NULL,
  sent_at     INTEGER  NOT NULL,
  sent_by     TEXT    NOT NULL,
  receipt     TEXT    NOT NULL,
  receipt_at  INTEGER  NOT NULL
) STRICT;

CREATE INDEX duty_bulletin_incident ON duty_bulletin (incident_id, id);

-- An inspection of the desk (查岗), one row for each thing that was looked at.
CREATE TABLE duty_inspection (
  id          INTEGER NOT NULL PRIMARY KEY,
  stint_id    INTEGER NOT NULL, -- 0: nobody was there
  person      TEXT    NOT NULL,
  at          INTEGER  NOT NULL,
  findings    TEXT    NOT NULL, -- alcohol, entertain, guests, vacant, missed, phone; with commas, empty for none
  words       TEXT    NOT NULL,
  made_by     TEXT    NOT NULL,
  made_name   TEXT    NOT NULL,
  made_at     INTEGER  NOT NULL
) STRICT;

-- Who answers for a failure, and what was decided.
CREATE TABLE duty_liability (
  id            INTEGER NOT NULL PRIMARY KEY,
  kind          TEXT    NOT NULL, -- neglect, offpost
  incident_id   INTEGER NOT NULL, -- one of the two
  inspection_id INTEGER NOT NULL,
  person_id     INTEGER NOT NULL,
  person        TEXT    NOT NULL,
  facts         TEXT    NOT NULL,
  ground        TEXT    NOT NULL, -- the rule it rests on
  decision      TEXT    NOT NULL,
  decided_on    TEXT    NOT NULL,
  made_by       TEXT    NOT NULL,
  made_name     TEXT    NOT NULL,
  made_at       INTEGER  NOT NULL
) STRICT;

-- The log book of a year that went to the archive; its number is the year.
CREATE TABLE duty_book (
  id        INTEGER NOT NULL PRIMARY KEY,
  entries   INTEGER NOT NULL,
  secret    INTEGER NOT NULL,
  closed_at INTEGER  NOT NULL
) STRICT;

-- 06301_meeting_meeting.sql
-- One meeting from its planning to the signed minutes.
CREATE TABLE meeting_meeting (
  id            INTEGER NOT NULL PRIMARY KEY,
  kind          TEXT    NOT NULL, -- code of the book: party_committee, director_office …
  year          INTEGER NOT NULL, -- of the day on which it is held
  number        INTEGER NOT NULL, -- among those of its kind and year that were opened; 0 before
  enlarged      INTEGER NOT NULL,
  adhoc_reason  TEXT    NOT NULL, -- empty for a regular one
  late_reason   TEXT    NOT NULL, -- why it is entered after it was held; empty otherwise
  held_on       TEXT    NOT NULL,
  starts_at     INTEGER  NOT NULL,
  ends_at       INTEGER  NOT NULL, -- as planned
  place         TEXT    NOT NULL,
  theme         TEXT    NOT NULL,
  chair_id      INTEGER NOT NULL, -- org_person
  chair         TEXT    NOT NULL,
  chair_post    TEXT    NOT NULL,
  delegated     TEXT    NOT NULL, -- record of the delegation where another than the post's holder chairs
  state         TEXT    NOT NULL, -- planned, told, open, closed, signed, cancelled
  agenda_by     TEXT    NOT NULL, -- who fixed the agenda; empty while it is collected
  agenda_at     INTEGER  NOT NULL,
  told_at       INTEGER  NOT NULL, -- notice; 0 for not yet
  short_reason  TEXT    NOT NULL, -- why the notice came late
  opened_at     INTEGER  NOT NULL,
  closed_at     INTEGER  NOT NULL,
  due           INTEGER NOT NULL, -- members who should attend, as counted at opening
  present       INTEGER NOT NULL, -- members in the room at opening
  cancel_reason TEXT    NOT NULL,
  paper         TEXT    NOT NULL, -- 局长办公会纪要〔2026〕3号; empty before it is signed
  made_by       TEXT    NOT NULL,
  made_at       INTEGER  NOT NULL,
  version       INTEGER NOT NULL
) STRICT;

CREATE INDEX meeting_meeting_day ON meeting_meeting (held_on, id);
CREATE INDEX meeting_meeting_kind ON meeting_meeting (kind, year, number);

-- Who belongs to a meeting. One row a person: nobody is counted twice.
CREATE TABLE meeting_seat (
  id           INTEGER NOT NULL PRIMARY KEY,
  meeting_id   INTEGER NOT NULL,
  person_id    INTEGER NOT NULL,
  login        TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  post         TEXT    NOT NULL,
  part         TEXT    NOT NULL, -- member, observer, gone (no longer a member)
  told_at      INTEGER  NOT NULL,
  read_at      INTEGER  NOT NULL, -- receipt
  excuse       TEXT    NOT NULL, -- leave, trip, duty, ill, work, other; empty for none
  excuse_words TEXT    NOT NULL,
  excused_by   TEXT    NOT NULL,
  excused_at   INTEGER  NOT NULL,
  UNIQUE (meeting_id, person_id)
) STRICT;

CREATE INDEX meeting_seat_login ON meeting_seat (login, meeting_id);

-- Who came and went, and when: the room at any moment follows from it.
CREATE TABLE meeting_move (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  kind       TEXT    NOT NULL, -- in, out, withdraw (from one item)
  item_id    INTEGER NOT NULL, -- of a withdrawal
  at         INTEGER  NOT NULL,
  note       TEXT    NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    INTEGER  NOT NULL
) STRICT;

CREATE INDEX meeting_move_meeting ON meeting_move (meeting_id, id);

-- One item: proposed for a kind of meeting, then on the agenda of one.
CREATE TABLE meeting_item (
  id           INTEGER NOT NULL PRIMARY KEY,
  meeting_id   INTEGER NOT NULL, -- 0 while it waits for a meeting
  kind         TEXT    NOT NULL,
  topic        TEXT    NOT NULL,
  place        INTEGER NOT NULL, -- on the agenda, from 1; 0 before
  title        TEXT    NOT NULL,
  line         TEXT    NOT NULL, -- what it is about, what is proposed
  unit         TEXT    NOT NULL, -- that presents it
  unit_name    TEXT    NOT NULL,
  source       TEXT    NOT NULL, -- who asked: flow_step:12; empty for people of the house
  url          TEXT    NOT NULL, -- of the asker's case
  basis        TEXT    NOT NULL, -- clauses of the asker, with commas
  concerned    TEXT    NOT NULL, -- persons who must withdraw, with commas
  cadre        INTEGER NOT NULL,
  major        INTEGER NOT NULL,
  no_material  INTEGER NOT NULL,
  pretold_at   INTEGER  NOT NULL, -- members were told of a major item
  state        TEXT    NOT NULL, -- proposed, declined, dropped, listed, open, suspended, decided
  outcome      TEXT    NOT NULL, -- agreed, refused, deferred, noted
  words        TEXT    NOT NULL, -- of the decision, or why it was declined or suspended
  voting       TEXT    NOT NULL, -- named, show; empty for none
  yes          INTEGER NOT NULL,
  no           INTEGER NOT NULL,
  abstain      INTEGER NOT NULL,
  due          INTEGER NOT NULL, -- members who should attend, at the decision
  present      INTEGER NOT NULL, -- members in the room and not withdrawn
  opened_at    INTEGER  NOT NULL,
  decided_at   INTEGER  NOT NULL,
  carried_from INTEGER NOT NULL, -- item deferred at an earlier meeting
  login        TEXT    NOT NULL, -- who proposed it
  name         TEXT    NOT NULL,
  made_by      TEXT    NOT NULL,
  made_at      INTEGER  NOT NULL,
  version      INTEGER NOT NULL
) STRICT;

CREATE INDEX meeting_item_meeting ON meeting_item (meeting_id, place);
CREATE INDEX meeting_item_state ON meeting_item (kind, state);
CREATE INDEX meeting_item_source ON meeting_item (source);

-- What an item brings along: material, research, consultation of opinions.
CREATE TABLE meeting_paper (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  item_id    INTEGER NOT NULL,
  kind       TEXT    NOT NULL, -- material, research, consult
  words      TEXT    NOT NULL, -- what it is; a record without a file
  name       TEXT    NOT NULL,
  sha256     TEXT    NOT NULL,
  sm3        TEXT    NOT NULL,
  size       INTEGER  NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    INTEGER  NOT NULL
) STRICT;

CREATE INDEX meeting_paper_item ON meeting_paper (item_id, id);
CREATE INDEX meeting_paper_sha ON meeting_paper (sha256);

-- What was said on an item, in the order in which it was said: the original record.
CREATE TABLE meeting_opinion (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  item_id    INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  name       TEXT    NOT NULL,
  absent     INTEGER NOT NULL, -- in writing by somebody who was not there: recorded, not counted
  words      TEXT    NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    INTEGER  NOT NULL,
  UNIQUE (item_id, person_id)
) STRICT;

CREATE INDEX meeting_opinion_meeting ON meeting_opinion (meeting_id, id);

-- Votes given by name.
CREATE TABLE meeting_vote (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  item_id    INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  name       TEXT    NOT NULL,
  vote       TEXT    NOT NULL, -- yes, no, abstain
  made_by    TEXT    NOT NULL,
  made_at    INTEGER  NOT NULL,
  UNIQUE (item_id, person_id)
) STRICT;

CREATE INDEX meeting_vote_meeting ON meeting_vote (meeting_id, id);

-- What is to be done on a decision, by whom, until when.
CREATE TABLE meeting_resolution (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  item_id    INTEGER NOT NULL,
  what       TEXT    NOT NULL,
  unit       TEXT    NOT NULL,
  owner_id   INTEGER NOT NULL,
  owner      TEXT    NOT NULL,
  due        TEXT    NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    INTEGER  NOT NULL
) STRICT;

CREATE INDEX meeting_resolution_meeting ON meeting_resolution (meeting_id, id);

-- The minutes, and every correction of them: a signed row never changes.
CREATE TABLE meeting_minutes (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  part       INTEGER NOT NULL, -- 0 the minutes, from 1 the corrections
  body       TEXT    NOT NULL,
  reason     TEXT    NOT NULL, -- of a correction
  state      TEXT    NOT NULL, -- draft, sent, signed
  returned   TEXT    NOT NULL, -- what the chair wants changed
  drafted_by TEXT    NOT NULL,
  drafted_at INTEGER  NOT NULL,
  signer_id  INTEGER NOT NULL,
  signer     TEXT    NOT NULL,
  signed_at  INTEGER  NOT NULL,
  UNIQUE (meeting_id, part)
) STRICT;

-- Who asked to read an original record, what was answered, how often it was read.
CREATE TABLE meeting_access (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  login      TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  purpose    TEXT    NOT NULL,
  answer     TEXT    NOT NULL, -- asked, granted, refused
  words      TEXT    NOT NULL,
  until_on   TEXT    NOT NULL, -- last day of a consent
  answered_by TEXT   NOT NULL,
  answered_at INTEGER NOT NULL,
  readings   INTEGER NOT NULL,
  read_at    INTEGER  NOT NULL, -- the last time
  made_at    INTEGER  NOT NULL
) STRICT;

CREATE INDEX meeting_access_meeting ON meeting_access (meeting_id, id);
CREATE INDEX meeting_access_login ON meeting_access (login, id);

-- 06401_life_life.sql
-- The democratic life meeting of a year.
CREATE TABLE meeting_life_meeting (
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
  made_at      INTEGER  NOT NULL
) STRICT;

-- Who takes part, and what was seen of each. Nothing of what somebody said.
CREATE TABLE meeting_life_person (
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
) STRICT;

CREATE INDEX meeting_life_person_login ON meeting_life_person (login, life_id);

-- A step that was done. The latest of a step stands; a study before the meeting may
-- stand more than once.
CREATE TABLE meeting_life_mark (
  id      INTEGER NOT NULL PRIMARY KEY,
  life_id INTEGER NOT NULL,
  step    TEXT    NOT NULL,
  done_on TEXT    NOT NULL,
  words   TEXT    NOT NULL,
  ref     TEXT    NOT NULL, -- number of a paper
  person  TEXT    NOT NULL, -- name of who entered it
  login   TEXT    NOT NULL,
  made_at INTEGER  NOT NULL
) STRICT;

CREATE INDEX meeting_life_mark_life ON meeting_life_mark (life_id, step);

-- An opinion that was heard. Whose it is stands only where a talk was held and the
-- person agreed to be named.
CREATE TABLE meeting_life_opinion (
  id        INTEGER NOT NULL PRIMARY KEY,
  life_id   INTEGER NOT NULL,
  form      TEXT    NOT NULL, -- symposium, talk, appraisal
  words     TEXT    NOT NULL,
  named     TEXT    NOT NULL, -- empty: not told
  collector TEXT    NOT NULL, -- member charged by the committee; empty for the political section
  heard_on  TEXT    NOT NULL
) STRICT;

CREATE INDEX meeting_life_opinion_life ON meeting_life_opinion (life_id, id);

-- A heart-to-heart talk was held. Of what was said nothing is kept.
CREATE TABLE meeting_life_talk (
  id        INTEGER NOT NULL PRIMARY KEY,
  life_id   INTEGER NOT NULL,
  leader_id INTEGER NOT NULL,
  leader    TEXT    NOT NULL,
  other_id  INTEGER NOT NULL,
  other     TEXT    NOT NULL,
  kind      TEXT    NOT NULL, -- leader, staff
  held_on   TEXT    NOT NULL,
  UNIQUE (life_id, leader_id, other_id)
) STRICT;

-- One line of the rectification list.
CREATE TABLE meeting_life_measure (
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
  made_at   INTEGER  NOT NULL
) STRICT;

CREATE INDEX meeting_life_measure_life ON meeting_life_measure (life_id, id);
CREATE INDEX meeting_life_measure_login ON meeting_life_measure (login, done_on);

-- A leader looked how the measures are carried out.
CREATE TABLE meeting_life_check (
  id         INTEGER NOT NULL PRIMARY KEY,
  life_id    INTEGER NOT NULL,
  words      TEXT    NOT NULL,
  person     TEXT    NOT NULL,
  login      TEXT    NOT NULL,
  checked_on TEXT    NOT NULL,
  made_at    INTEGER  NOT NULL
) STRICT;

CREATE INDEX meeting_life_check_life ON meeting_life_check (life_id, id);

-- Papers, each with the step it proves.
CREATE TABLE meeting_life_paper (
  id      INTEGER NOT NULL PRIMARY KEY,
  life_id INTEGER NOT NULL,
  step    TEXT    NOT NULL,
  part_id INTEGER NOT NULL, -- meeting_life_person of a speech, meeting_life_measure of evidence; else 0
  name    TEXT    NOT NULL,
  sha256  TEXT    NOT NULL,
  sm3     TEXT    NOT NULL,
  size    INTEGER  NOT NULL, -- bytes
  made_by TEXT    NOT NULL,
  made_at INTEGER  NOT NULL
) STRICT;

CREATE INDEX meeting_life_paper_life ON meeting_life_paper (life_id, id);

-- 06501_followup_followup.sql
-- Something that a meeting decided or a leader ordered, to be done by somebody
-- until a day.
CREATE TABLE meeting_followup_item (
  id         INTEGER NOT NULL PRIMARY KEY,
  number     TEXT    NOT NULL UNIQUE, -- 2026-督-0007
  source     TEXT    NOT NULL, -- meeting, instruction
  meeting_id INTEGER NOT NULL, -- 0 for an instruction
  agenda_id  INTEGER NOT NULL, -- item of the agenda; 0 for none
  origin     TEXT    NOT NULL, -- 局长办公会纪要〔2026〕3号第2项; the paper that bears the instruction
  url        TEXT    NOT NULL, -- where the source is read; empty for none
  decider_id INTEGER NOT NULL, -- who chaired, or who gave the instruction; 0 where nobody is known
  decider    TEXT    NOT NULL,
  given_on   TEXT    NOT NULL,
  keeper     TEXT    NOT NULL, -- unit that confirms the closing
  closed_to  INTEGER NOT NULL, -- 1: not for every leader, as with the party committee
  what       TEXT    NOT NULL,
  unit       TEXT    NOT NULL,
  unit_name  TEXT    NOT NULL,
  owner_id   INTEGER NOT NULL, -- org_person
  login      TEXT    NOT NULL,
  owner      TEXT    NOT NULL,
  first_due  TEXT    NOT NULL, -- as decided
  due        TEXT    NOT NULL, -- as extended; empty where none was set
  asked      TEXT    NOT NULL, -- day asked for; empty while no extension is asked for
  asked_why  TEXT    NOT NULL,
  state      TEXT    NOT NULL, -- open, reported, closed, void
  result     TEXT    NOT NULL, -- what its owner says was done
  done_on    TEXT    NOT NULL, -- the day its owner said so, if it was then confirmed or is waiting
  closed_on  TEXT    NOT NULL,
  closed_by  TEXT    NOT NULL, -- name
  stage      TEXT    NOT NULL, -- reminder given last
  urged_on   TEXT    NOT NULL, -- last day of urging
  filed_at   INTEGER  NOT NULL, -- owed to the archive; 0 for not
  made_by    TEXT    NOT NULL,
  made_at    INTEGER  NOT NULL
) STRICT;

CREATE INDEX meeting_followup_item_login ON meeting_followup_item (login, state);
CREATE INDEX meeting_followup_item_unit ON meeting_followup_item (unit, state);
CREATE INDEX meeting_followup_item_meeting ON meeting_followup_item (meeting_id);
CREATE INDEX meeting_followup_item_due ON meeting_followup_item (state, due);

-- What happened to it, line by line.
CREATE TABLE meeting_followup_line (
  id      INTEGER NOT NULL PRIMARY KEY,
  item_id INTEGER NOT NULL,
  kind    TEXT    NOT NULL, -- set, progress, ask, extend, keep, done, back, close, urge, pass, void
  text    TEXT    NOT NULL,
  due     TEXT    NOT NULL, -- of ask and extend
  person  TEXT    NOT NULL, -- name of who acted
  post    TEXT    NOT NULL,
  login   TEXT    NOT NULL,
  made_on TEXT    NOT NULL,
  made_at INTEGER  NOT NULL
) STRICT;

CREATE INDEX meeting_followup_line_item ON meeting_followup_line (item_id, id);

-- Files that belong to it.
CREATE TABLE meeting_followup_paper (
  id      INTEGER NOT NULL PRIMARY KEY,
  item_id INTEGER NOT NULL,
  name    TEXT    NOT NULL,
  sha256  TEXT    NOT NULL,
  sm3     TEXT    NOT NULL,
  size    INTEGER  NOT NULL, -- bytes
  made_by TEXT    NOT NULL,
  made_at INTEGER  NOT NULL
) STRICT;

CREATE INDEX meeting_followup_paper_item ON meeting_followup_paper (item_id, id);

-- Why a meeting was not held in a month or, where month is 0, in a year.
CREATE TABLE meeting_followup_missed (
  id      INTEGER NOT NULL PRIMARY KEY,
  kind    TEXT    NOT NULL,
  year    INTEGER NOT NULL,
  month   INTEGER NOT NULL,
  reason  TEXT    NOT NULL,
  person  TEXT    NOT NULL,
  made_by TEXT    NOT NULL,
  made_at INTEGER  NOT NULL,
  UNIQUE (kind, year, month)
) STRICT;

-- What the daily look has already said of a meeting that is missing.
CREATE TABLE meeting_followup_reminded (
  id      INTEGER NOT NULL PRIMARY KEY,
  word    TEXT    NOT NULL UNIQUE, -- party_committee:2026-11
  open    INTEGER NOT NULL, -- 0: met since
  made_at INTEGER  NOT NULL
) STRICT;

-- 06601_meeting_venue_venue.sql
-- The rooms of the building that can be booked.
CREATE TABLE meeting_venue (
  id        INTEGER NOT NULL PRIMARY KEY,
  name      TEXT    NOT NULL UNIQUE,
  place     TEXT    NOT NULL, -- floor, building
  seats     INTEGER NOT NULL, -- 0 if nobody counted
  equipment TEXT    NOT NULL,
  phone     TEXT    NOT NULL,
  keeper    TEXT    NOT NULL, -- who opens it, by post
  retired   TEXT    NOT NULL, -- day since which it is not booked; empty while it is
  version   INTEGER NOT NULL
) STRICT;

CREATE TABLE meeting_booking (
  id         INTEGER NOT NULL PRIMARY KEY,
  room_id    INTEGER NOT NULL,
  title      TEXT    NOT NULL,
  from_at    INTEGER  NOT NULL, -- microseconds; half open
  until_at   INTEGER  NOT NULL,
  state      TEXT    NOT NULL, -- booked, withdrawn
  source     TEXT    NOT NULL, -- what it belongs to, e.g. meeting:12; empty for none
  login      TEXT    NOT NULL, -- whose it is
  name       TEXT    NOT NULL,
  unit       TEXT    NOT NULL,
  unit_name  TEXT    NOT NULL,
  phone      TEXT    NOT NULL,
  reason     TEXT    NOT NULL, -- why it was moved or withdrawn by somebody else
  changed_by TEXT    NOT NULL,
  changed_at INTEGER  NOT NULL,
  untold     INTEGER NOT NULL, -- 1 until the owner took note of a change by others
  made_at    INTEGER  NOT NULL,
  version    INTEGER NOT NULL
) STRICT;

CREATE INDEX meeting_booking_time ON meeting_booking (until_at, from_at);
CREATE INDEX meeting_booking_source ON meeting_booking (source);

-- 06801_study_study.sql
-- Who studies with which body, from a day to before another.
CREATE TABLE study_member (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL, -- org_person
  grp       TEXT    NOT NULL, -- core, staff, party
  since     TEXT    NOT NULL,
  until     TEXT    NOT NULL, -- first day no longer; empty for open
  made_by   TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL,
  version   INTEGER NOT NULL
) STRICT;

CREATE INDEX study_member_person ON study_member (person_id, grp);

-- The plan of a year; its id is the year.
CREATE TABLE study_plan (
  id            INTEGER NOT NULL PRIMARY KEY,
  state         TEXT    NOT NULL, -- draft, proposed, approved
  aims          TEXT    NOT NULL, -- of the book's list, with 、
  text          TEXT    NOT NULL,
  made_by       TEXT    NOT NULL,
  made_at       INTEGER  NOT NULL,
  proposed_by   TEXT    NOT NULL,
  proposed_at   INTEGER  NOT NULL,
  approved_by   TEXT    NOT NULL,
  approved_name TEXT    NOT NULL,
  approved_at   INTEGER  NOT NULL,
  words         TEXT    NOT NULL, -- why it was sent back
  version       INTEGER NOT NULL
) STRICT;

-- A session that the plan wants.
CREATE TABLE study_planned (
  id      INTEGER NOT NULL PRIMARY KEY,
  year    INTEGER NOT NULL,
  month   INTEGER NOT NULL,
  bodies  TEXT    NOT NULL, -- with commas; the first is the host
  form    TEXT    NOT NULL,
  topic   TEXT    NOT NULL, -- of the seven
  title   TEXT    NOT NULL,
  dropped INTEGER NOT NULL,
  made_by TEXT    NOT NULL,
  made_at INTEGER  NOT NULL
) STRICT;

CREATE INDEX study_planned_year ON study_planned (year, month);

-- A question of the year that is to be looked into.
CREATE TABLE study_issue (
  id      INTEGER NOT NULL PRIMARY KEY,
  year    INTEGER NOT NULL,
  field   TEXT    NOT NULL, -- of the three
  title   TEXT    NOT NULL,
  unit    TEXT    NOT NULL, -- that takes it on; empty for the bureau
  dropped INTEGER NOT NULL,
  made_by TEXT    NOT NULL,
  made_at INTEGER  NOT NULL
) STRICT;

CREATE INDEX study_issue_year ON study_issue (year);

-- A session, an activity, or a substitution for a session.
CREATE TABLE study_session (
  id         INTEGER NOT NULL PRIMARY KEY,
  number     TEXT    NOT NULL UNIQUE, -- 2026-学-003
  year       INTEGER NOT NULL,
  kind       TEXT    NOT NULL, -- session, activity
  bodies     TEXT    NOT NULL, -- with commas; the first is the host
  on_date    TEXT    NOT NULL,
  at         TEXT    NOT NULL, -- 14:30
  place      TEXT    NOT NULL,
  form       TEXT    NOT NULL, -- or the kind of activity
  topic      TEXT    NOT NULL,
  title      TEXT    NOT NULL,
  speaker    TEXT    NOT NULL,
  planned_id INTEGER NOT NULL,
  made_up    INTEGER NOT NULL, -- the session that this one substitutes; 0 for none
  code       TEXT    NOT NULL,
  code_until INTEGER  NOT NULL,
  state      TEXT    NOT NULL, -- open, closed, dropped
  record     TEXT    NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    INTEGER  NOT NULL,
  closed_by  TEXT    NOT NULL,
  closed_at  INTEGER  NOT NULL,
  reason     TEXT    NOT NULL, -- of the last change after closing, or of dropping it
  version    INTEGER NOT NULL
) STRICT;

CREATE INDEX study_session_year ON study_session (year, on_date);
CREATE INDEX study_session_code ON study_session (code);

-- How somebody stands to a session.
CREATE TABLE study_attendance (
  id         INTEGER NOT NULL PRIMARY KEY,
  session_id INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  state      TEXT    NOT NULL, -- present, excused, absent
  how        TEXT    NOT NULL, -- code, list, sheet, close
  reason     TEXT    NOT NULL, -- of an excuse
  made_by    TEXT    NOT NULL,
  made_at    INTEGER  NOT NULL,
  version    INTEGER NOT NULL,
  UNIQUE (session_id, person_id)
) STRICT;

CREATE INDEX study_attendance_person ON study_attendance (person_id);

-- A note. Text and file are its author's.
CREATE TABLE study_note (
  id        INTEGER NOT NULL PRIMARY KEY,
  number    TEXT    NOT NULL UNIQUE, -- 2026-记-0012
  person_id INTEGER NOT NULL,
  year      INTEGER NOT NULL,
  title     TEXT    NOT NULL,
  source    TEXT    NOT NULL, -- book or article
  on_date   TEXT    NOT NULL,
  text      TEXT    NOT NULL,
  shared    INTEGER NOT NULL, -- colleagues may read it
  file_name TEXT    NOT NULL,
  sha256    TEXT    NOT NULL,
  sm3       TEXT    NOT NULL,
  size      INTEGER  NOT NULL,
  state     TEXT    NOT NULL, -- kept, withdrawn
  reason    TEXT    NOT NULL, -- of the last correction
  made_by   TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL,
  version   INTEGER NOT NULL
) STRICT;

CREATE INDEX study_note_person ON study_note (person_id, year);
CREATE INDEX study_note_year ON study_note (year);
CREATE INDEX study_note_file ON study_note (sha256);

-- Field research of a leader, a unit or the bureau.
CREATE TABLE study_research (
  id        INTEGER NOT NULL PRIMARY KEY,
  number    TEXT    NOT NULL UNIQUE, -- 2026-调-0005
  kind      TEXT    NOT NULL, -- leader, unit, bureau
  person_id INTEGER NOT NULL, -- the leader, or who entered it
  unit      TEXT    NOT NULL, -- of unit research
  from_date TEXT    NOT NULL,
  from_half INTEGER NOT NULL, -- 0 morning, 1 afternoon
  to_date   TEXT    NOT NULL,
  to_half   INTEGER NOT NULL,
  place     TEXT    NOT NULL,
  topic     TEXT    NOT NULL, -- of the four
  title     TEXT    NOT NULL,
  found     TEXT    NOT NULL, -- what was found
  people    TEXT    NOT NULL,
  issue_id  INTEGER NOT NULL, -- study_issue; 0 for none
  trip      TEXT    NOT NULL, -- subject of the trip behind it; empty for none
  state     TEXT    NOT NULL, -- kept, void
  reason    TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL,
  version   INTEGER NOT NULL
) STRICT;

CREATE INDEX study_research_from ON study_research (from_date);

-- An article on research. It counts for its first author.
CREATE TABLE study_article (
  id        INTEGER NOT NULL PRIMARY KEY,
  number    TEXT    NOT NULL UNIQUE, -- 2026-文-003
  year      INTEGER NOT NULL,
  person_id INTEGER NOT NULL, -- first author
  unit      TEXT    NOT NULL, -- the first author's, on the day
  role      TEXT    NOT NULL, -- the first author's rank, on the day
  others    TEXT    NOT NULL, -- names of the other authors
  on_date   TEXT    NOT NULL,
  topic     TEXT    NOT NULL,
  title     TEXT    NOT NULL,
  issue_id  INTEGER NOT NULL,
  file_name TEXT    NOT NULL,
  sha256    TEXT    NOT NULL,
  sm3       TEXT    NOT NULL,
  size      INTEGER  NOT NULL,
  state     TEXT    NOT NULL, -- kept, void
  reason    TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL,
  version   INTEGER NOT NULL
) STRICT;

CREATE INDEX study_article_year ON study_article (year);
CREATE INDEX study_article_file ON study_article (sha256);

-- A brief; numbered within its year when it is issued.
CREATE TABLE study_brief (
  id         INTEGER NOT NULL PRIMARY KEY,
  year       INTEGER NOT NULL,
  no         INTEGER NOT NULL, -- 0 while it is a draft
  title      TEXT    NOT NULL,
  text       TEXT    NOT NULL,
  issued_on  TEXT    NOT NULL,
  sent_to    TEXT    NOT NULL,
  sent_on    TEXT    NOT NULL,
  state      TEXT    NOT NULL, -- draft, issued
  made_by    TEXT    NOT NULL,
  made_at    INTEGER  NOT NULL,
  version    INTEGER NOT NULL
) STRICT;

CREATE INDEX study_brief_year ON study_brief (year, no);

-- The summary of a year; its id is the year.
CREATE TABLE study_summary (
  id       INTEGER NOT NULL PRIMARY KEY,
  text     TEXT    NOT NULL,
  figures  TEXT    NOT NULL, -- as told when it was written, in words
  sent_to  TEXT    NOT NULL,
  sent_on  TEXT    NOT NULL, -- empty while it is not sent
  sent_how TEXT    NOT NULL,
  made_by  TEXT    NOT NULL,
  made_at  INTEGER  NOT NULL,
  version  INTEGER NOT NULL
) STRICT;

-- A degree or an examination beside the work, or a book that is being read.
CREATE TABLE study_pursuit (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL,
  kind      TEXT    NOT NULL, -- reading, or of the book's list
  title     TEXT    NOT NULL,
  since     TEXT    NOT NULL,
  result    TEXT    NOT NULL, -- empty while it goes on
  result_on TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL,
  version   INTEGER NOT NULL
) STRICT;

CREATE INDEX study_pursuit_person ON study_pursuit (person_id);

-- A year whose figures stand; its id is the year.
CREATE TABLE study_year (
  id        INTEGER NOT NULL PRIMARY KEY,
  figures   TEXT    NOT NULL, -- JSON
  frozen_by TEXT    NOT NULL,
  frozen_at INTEGER  NOT NULL
) STRICT;

-- 07001_counter_counter.sql
-- A thing that people come to the counter for.
CREATE TABLE counter_item (
  id      INTEGER NOT NULL PRIMARY KEY,
  code    TEXT    NOT NULL UNIQUE, -- of the unit and a number: SMLTK-01
  title   TEXT    NOT NULL,
  unit    TEXT    NOT NULL,        -- that handles it
  listed  INTEGER NOT NULL,        -- stands in the district's list of services
  licence INTEGER NOT NULL,        -- an administrative licence: the national terms hold as well
  passed  INTEGER NOT NULL,        -- only looked at here, then passed on to a superior
  closed  INTEGER NOT NULL,
  reason  TEXT    NOT NULL,        -- why it was closed
  made_by TEXT    NOT NULL,
  made_at INTEGER  NOT NULL,
  version INTEGER NOT NULL
) STRICT;

-- What is promised for an item, as it was published. A published one never changes.
CREATE TABLE counter_promise (
  id            INTEGER NOT NULL PRIMARY KEY,
  item_id       INTEGER NOT NULL, -- counter_item
  n             INTEGER NOT NULL,
  state         TEXT    NOT NULL, -- draft, published, replaced
  basis         TEXT    NOT NULL,
  conditions    TEXT    NOT NULL,
  requirements  TEXT    NOT NULL,
  materials     TEXT    NOT NULL, -- a line each: name|form|remark
  steps         TEXT    NOT NULL,
  instant       INTEGER NOT NULL, -- done while the applicant waits
  days          INTEGER NOT NULL, -- 0 for an instant one
  days_unit     TEXT    NOT NULL, -- working_days, calendar_days
  unit          TEXT    NOT NULL,
  officer       TEXT    NOT NULL, -- a post, not a name
  place         TEXT    NOT NULL, -- window, hours, telephone
  fee           TEXT    NOT NULL, -- 不收费, or how much
  fee_basis     TEXT    NOT NULL,
  feedback_days INTEGER NOT NULL, -- in which a complainant hears the result
  media         TEXT    NOT NULL, -- where it was published
  published_on  TEXT    NOT NULL,
  published_by  TEXT    NOT NULL,
  replaced_on   TEXT    NOT NULL,
  made_by       TEXT    NOT NULL,
  made_at       INTEGER  NOT NULL,
  version       INTEGER NOT NULL
) STRICT;

CREATE INDEX counter_promise_item ON counter_promise (item_id, n);

-- An application, under the promise of the day of its receipt.
CREATE TABLE counter_application (
  id              INTEGER NOT NULL PRIMARY KEY,
  number          TEXT    NOT NULL UNIQUE,
  item_id         INTEGER NOT NULL, -- counter_item
  promise_id      INTEGER NOT NULL, -- counter_promise
  channel         TEXT    NOT NULL, -- window, post
  class           TEXT    NOT NULL, -- person, organisation
  applicant       TEXT    NOT NULL,
  paper_kind      TEXT    NOT NULL,
  paper_number    TEXT    NOT NULL, -- of a person only its ends
  phone           TEXT    NOT NULL,
  agent           TEXT    NOT NULL,
  matter          TEXT    NOT NULL,
  received_on     TEXT    NOT NULL,
  received_at     INTEGER  NOT NULL,
  state           TEXT    NOT NULL,
  unit            TEXT    NOT NULL,
  handler         TEXT    NOT NULL, -- sign-in name
  checked_on      TEXT    NOT NULL,
  check_reason    TEXT    NOT NULL, -- why it was not looked at on the spot
  complete        INTEGER NOT NULL, -- nothing was missing at the first look
  supplemented_on TEXT    NOT NULL,
  accepted_number TEXT    NOT NULL,
  accepted_on     TEXT    NOT NULL,
  deemed          INTEGER NOT NULL, -- accepted because nobody was told in time
  started         TEXT    NOT NULL,
  due             TEXT    NOT NULL,
  provisional     INTEGER NOT NULL,
  result          TEXT    NOT NULL, -- granted, denied, done
  result_words    TEXT    NOT NULL,
  finished_on     TEXT    NOT NULL,
  late_reason     TEXT    NOT NULL,
  delivered_on    TEXT    NOT NULL,
  delivered_how   TEXT    NOT NULL,
  delivered_to    TEXT    NOT NULL,
  closed_on       TEXT    NOT NULL,
  refused_number  TEXT    NOT NULL,
  reason          TEXT    NOT NULL, -- of not accepting, or of taking back
  elsewhere       TEXT    NOT NULL, -- where to go instead
  made_by         TEXT    NOT NULL,
  made_at         INTEGER  NOT NULL,
  version         INTEGER NOT NULL
) STRICT;

CREATE INDEX counter_application_state ON counter_application (state, due);
CREATE INDEX counter_application_unit ON counter_application (unit, state);
CREATE INDEX counter_application_received ON counter_application (received_on);

-- One paper of an application as it was looked at.
CREATE TABLE counter_check (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL, -- counter_application
  n              INTEGER NOT NULL, -- in the promise's list; above it what a second notice added
  name           TEXT    NOT NULL,
  form           TEXT    NOT NULL,
  state          TEXT    NOT NULL, -- here, missing, wrong, none
  note           TEXT    NOT NULL,
  came_on        TEXT    NOT NULL,
  made_by        TEXT    NOT NULL,
  made_at        INTEGER  NOT NULL,
  version        INTEGER NOT NULL
) STRICT;

CREATE INDEX counter_check_application ON counter_check (application_id, n);

-- What the applicant was told to bring.
CREATE TABLE counter_notice (
  id             INTEGER NOT NULL PRIMARY KEY,
  number         TEXT    NOT NULL UNIQUE,
  application_id INTEGER NOT NULL, -- counter_application
  n              INTEGER NOT NULL,
  items          TEXT    NOT NULL, -- a line each: n|name|what to do
  fact           TEXT    NOT NULL, -- the new fact of a second one
  breach         INTEGER NOT NULL, -- against being told once
  issued_on      TEXT    NOT NULL,
  issued_by      TEXT    NOT NULL,
  issued_at      INTEGER  NOT NULL
) STRICT;

CREATE INDEX counter_notice_application ON counter_notice (application_id, n);

-- An application lies before another unit, or before the head.
CREATE TABLE counter_pass (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL, -- counter_application
  kind           TEXT    NOT NULL, -- unit, head
  unit           TEXT    NOT NULL,
  words          TEXT    NOT NULL,
  received_at    INTEGER  NOT NULL,
  received_on    TEXT    NOT NULL, -- the working day that counts
  signed_at      INTEGER  NOT NULL,
  signed_on      TEXT    NOT NULL,
  signed_by      TEXT    NOT NULL,
  opinion        TEXT    NOT NULL,
  night_reason   TEXT    NOT NULL, -- why it lay over night
  recalled_on    TEXT    NOT NULL, -- taken back unsigned
  recalled_by    TEXT    NOT NULL,
  recall_reason  TEXT    NOT NULL,
  made_by        TEXT    NOT NULL,
  version        INTEGER NOT NULL
) STRICT;

CREATE INDEX counter_pass_application ON counter_pass (application_id);
CREATE INDEX counter_pass_open ON counter_pass (signed_on, unit);

-- An application that a superior decides.
CREATE TABLE counter_forward (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL, -- counter_application
  superior       TEXT    NOT NULL,
  reminder       TEXT    NOT NULL, -- what the applicant was told to complete beforehand
  sent_on        TEXT    NOT NULL,
  made_by        TEXT    NOT NULL,
  made_at        INTEGER  NOT NULL
) STRICT;

CREATE INDEX counter_forward_application ON counter_forward (application_id);

-- One asking of the superior, what it answered, and when the applicant heard of it.
CREATE TABLE counter_consultation (
  id             INTEGER NOT NULL PRIMARY KEY,
  forward_id     INTEGER NOT NULL, -- counter_forward
  application_id INTEGER NOT NULL, -- counter_application
  asked_on       TEXT    NOT NULL,
  asked_by       TEXT    NOT NULL,
  answer         TEXT    NOT NULL,
  demands        INTEGER NOT NULL, -- the applicant has to do something
  told_on        TEXT    NOT NULL,
  told_how       TEXT    NOT NULL,
  told_by        TEXT    NOT NULL,
  version        INTEGER NOT NULL
) STRICT;

CREATE INDEX counter_consultation_application ON counter_consultation (application_id);

-- A number drawn at the counter.
CREATE TABLE counter_ticket (
  id             INTEGER NOT NULL PRIMARY KEY,
  on_date        TEXT    NOT NULL,
  n              INTEGER NOT NULL,
  item_id        INTEGER NOT NULL, -- counter_item; 0 for a question
  state          TEXT    NOT NULL, -- waiting, called, served, missed
  desk           TEXT    NOT NULL,
  taken_at       INTEGER  NOT NULL,
  called_at      INTEGER  NOT NULL,
  served_at      INTEGER  NOT NULL,
  called_by      TEXT    NOT NULL,
  application_id INTEGER NOT NULL,
  version        INTEGER NOT NULL,
  UNIQUE (on_date, n)
) STRICT;

-- Wrong numbers and codes of the public look-up, for the limit; forgotten after two days.
CREATE TABLE counter_attempt (
  bucket TEXT    NOT NULL PRIMARY KEY,
  day    TEXT    NOT NULL,
  failed INTEGER NOT NULL
) STRICT;

-- 07101_reception_reception.sql
-- Somebody who came or called, as the first-asked person wrote it down.
CREATE TABLE counter_visit (
  id           INTEGER NOT NULL PRIMARY KEY,
  number       TEXT    NOT NULL UNIQUE, -- 2026-首-0012
  year         INTEGER NOT NULL,
  received_on  TEXT    NOT NULL,
  received_at  INTEGER  NOT NULL,
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
  handed_at    INTEGER  NOT NULL,
  contact_due  TEXT    NOT NULL,
  contact_on   TEXT    NOT NULL,
  contact_at   INTEGER  NOT NULL,
  result       TEXT    NOT NULL,
  complaint_id INTEGER NOT NULL,
  closed_at    INTEGER  NOT NULL,
  reason       TEXT    NOT NULL, -- why it is void
  version      INTEGER NOT NULL
) STRICT;

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
) STRICT;

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
  at      INTEGER  NOT NULL
) STRICT;

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
  made_at     INTEGER  NOT NULL,
  version     INTEGER NOT NULL
) STRICT;

-- One of the eight elements of a unit's or post's duties.
CREATE TABLE counter_element (
  id        INTEGER NOT NULL PRIMARY KEY,
  place     TEXT    NOT NULL, -- unit:BGS, post:BGS-head
  element   TEXT    NOT NULL,
  words     TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL,
  version   INTEGER NOT NULL,
  UNIQUE (place, element)
) STRICT;

-- Where a unit is found.
CREATE TABLE counter_contact (
  id        INTEGER NOT NULL PRIMARY KEY,
  unit      TEXT    NOT NULL UNIQUE,
  phone     TEXT    NOT NULL,
  room      TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL,
  version   INTEGER NOT NULL
) STRICT;

-- What a badge says that the register of posts does not.
CREATE TABLE counter_badge (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL UNIQUE,
  duty      TEXT    NOT NULL, -- 职务
  made_by   TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL,
  version   INTEGER NOT NULL
) STRICT;

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
  made_at      INTEGER  NOT NULL,
  version      INTEGER NOT NULL
) STRICT;

-- 07201_document_document.sql
-- An incoming document, from the moment it is signed for. Its number is of the year of
-- receipt and stays, whatever becomes of it.
CREATE TABLE document_incoming (
  id            INTEGER NOT NULL PRIMARY KEY,
  number        TEXT    NOT NULL UNIQUE, -- 2026-收-0031
  year          INTEGER NOT NULL,
  stage         TEXT    NOT NULL,
  running       INTEGER NOT NULL, -- 1 until it is closed, returned or void
  channel       TEXT    NOT NULL, -- how it came
  sender        TEXT    NOT NULL, -- who handed it over
  expected      INTEGER NOT NULL, -- copies by the sender's slip
  copies        INTEGER NOT NULL, -- copies counted
  count_note    TEXT    NOT NULL, -- why the two differ
  signed_by     TEXT    NOT NULL,
  signed_name   TEXT    NOT NULL,
  received_at   INTEGER  NOT NULL,
  doc_no        TEXT    NOT NULL,
  doc_no_key    TEXT    NOT NULL, -- folded: brackets of every style are one
  issuer        TEXT    NOT NULL,
  issuer_key    TEXT    NOT NULL,
  title         TEXT    NOT NULL,
  kind          TEXT    NOT NULL, -- of the fifteen; empty for none of them
  dated         TEXT    NOT NULL,
  level         INTEGER NOT NULL, -- 0 public, 1 internal, 2 work secret
  urgency       INTEGER NOT NULL, -- 0 ordinary, 1 urgent, 2 most urgent
  again         TEXT    NOT NULL, -- why the same number of the same issuer is entered twice
  old_number    TEXT    NOT NULL, -- in a register that was taken over
  registered_by TEXT    NOT NULL,
  registered_at INTEGER  NOT NULL,
  proposal      TEXT    NOT NULL,
  leader_id     INTEGER NOT NULL, -- who is asked for an instruction
  leader        TEXT    NOT NULL,
  instruction   TEXT    NOT NULL,
  unit          TEXT    NOT NULL, -- lead unit
  answer        TEXT    NOT NULL, -- what came of it
  reply         TEXT    NOT NULL, -- subject of the outgoing document that answers
  reply_no      TEXT    NOT NULL,
  no_reply      TEXT    NOT NULL, -- why none was sent
  due_at        INTEGER  NOT NULL, -- of what is to be done now; 0 for none
  stage_at      INTEGER  NOT NULL,
  urged_at      INTEGER  NOT NULL,
  urges         INTEGER NOT NULL,
  return_no     TEXT    NOT NULL, -- 2026-退-003
  return_to     TEXT    NOT NULL,
  return_why    TEXT    NOT NULL,
  returned_at   INTEGER  NOT NULL,
  closed_at     INTEGER  NOT NULL,
  filed_at      INTEGER  NOT NULL,
  made_by       TEXT    NOT NULL,
  made_at       INTEGER  NOT NULL,
  version       INTEGER NOT NULL
) STRICT;

CREATE INDEX document_incoming_year ON document_incoming (year, received_at, id);
CREATE INDEX document_incoming_stage ON document_incoming (year, stage, received_at, id);
CREATE INDEX document_incoming_lead ON document_incoming (unit, year, received_at, id);
CREATE INDEX document_incoming_due ON document_incoming (running, due_at, id);
CREATE INDEX document_incoming_pipeline ON document_incoming (running, stage, stage_at);
CREATE INDEX document_incoming_received ON document_incoming (received_at, id);
CREATE INDEX document_incoming_urgency ON document_incoming (urgency, received_at, id);
CREATE INDEX document_incoming_same ON document_incoming (doc_no_key, issuer_key);
CREATE INDEX document_incoming_returned ON document_incoming (returned_at, id);

-- What happened to a document, in order.
CREATE TABLE document_incoming_event (
  id     INTEGER NOT NULL PRIMARY KEY,
  doc_id INTEGER NOT NULL,
  kind   TEXT    NOT NULL,
  text   TEXT    NOT NULL,
  person TEXT    NOT NULL,
  post   TEXT    NOT NULL,
  login  TEXT    NOT NULL,
  made_at INTEGER NOT NULL
) STRICT;

CREATE INDEX document_incoming_event_doc ON document_incoming_event (doc_id, id);

CREATE TABLE document_incoming_paper (
  id       INTEGER NOT NULL PRIMARY KEY,
  doc_id   INTEGER NOT NULL,
  role     TEXT    NOT NULL, -- original, attachment, reply, instruction
  name     TEXT    NOT NULL,
  kind     TEXT    NOT NULL, -- by its content
  pages    INTEGER NOT NULL,
  by_eye   INTEGER NOT NULL, -- 1: no text could be read; somebody looked for a mark
  sha256   TEXT    NOT NULL,
  sm3      TEXT    NOT NULL,
  size     INTEGER NOT NULL,
  made_by  TEXT    NOT NULL,
  made_at  INTEGER  NOT NULL
) STRICT;

CREATE INDEX document_incoming_paper_doc ON document_incoming_paper (doc_id, id);
CREATE INDEX document_incoming_paper_sha ON document_incoming_paper (sha256);

-- What a reader got out of a paper; it can be read again at any time.
CREATE TABLE document_incoming_body (
  paper_id INTEGER NOT NULL PRIMARY KEY,
  doc_id   INTEGER NOT NULL,
  body     TEXT    NOT NULL
) STRICT;

CREATE INDEX document_incoming_body_doc ON document_incoming_body (doc_id);

-- A unit that has to handle a document.
CREATE TABLE document_incoming_unit (
  id         INTEGER NOT NULL PRIMARY KEY,
  doc_id     INTEGER NOT NULL,
  unit       TEXT    NOT NULL,
  part       TEXT    NOT NULL, -- lead, joint, moved
  handler_id INTEGER NOT NULL, -- 0 until the head named somebody
  handler    TEXT    NOT NULL,
  login      TEXT    NOT NULL,
  given_at   INTEGER  NOT NULL,
  result     TEXT    NOT NULL,
  done_at    INTEGER  NOT NULL
) STRICT;

CREATE INDEX document_incoming_unit_doc ON document_incoming_unit (doc_id);
CREATE INDEX document_incoming_unit_unit ON document_incoming_unit (unit, doc_id);

-- A reader of a circulation. In order, place tells whose turn it is; side by side all
-- have the same place.
CREATE TABLE document_incoming_reader (
  id          INTEGER NOT NULL PRIMARY KEY,
  doc_id      INTEGER NOT NULL,
  place       INTEGER NOT NULL,
  person_id   INTEGER NOT NULL,
  login       TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  given_at    INTEGER  NOT NULL, -- 0 until it is the reader's turn
  opened_at   INTEGER  NOT NULL, -- when the reader first opened it
  read_at     INTEGER  NOT NULL,
  words       TEXT    NOT NULL,
  recalled_at INTEGER  NOT NULL,
  why         TEXT    NOT NULL, -- of a recall, or of passing it on
  made_at     INTEGER  NOT NULL
) STRICT;

CREATE INDEX document_incoming_reader_doc ON document_incoming_reader (doc_id, place, id);
CREATE INDEX document_incoming_reader_person ON document_incoming_reader (person_id, doc_id);

-- Reminders that were printed or sent.
CREATE TABLE document_incoming_urge (
  id      INTEGER NOT NULL PRIMARY KEY,
  doc_id  INTEGER NOT NULL,
  number  TEXT    NOT NULL UNIQUE, -- 2026-催-012
  stage   TEXT    NOT NULL,
  whom    TEXT    NOT NULL,
  text    TEXT    NOT NULL,
  due_at  INTEGER  NOT NULL,
  person  TEXT    NOT NULL,
  made_at INTEGER  NOT NULL
) STRICT;

CREATE INDEX document_incoming_urge_doc ON document_incoming_urge (doc_id);

DROP TABLE document_incoming_urge;
DROP TABLE document_incoming_reader;
DROP TABLE document_incoming_unit;
DROP TABLE document_incoming_body;
DROP TABLE document_incoming_paper;
DROP TABLE document_incoming_event;
DROP TABLE document_incoming;

-- 07301_document_outgoing_outgoing.sql
-- A paper that the bureau sends out, from its first draft on. What was signed, checked
-- and changed stands in the tables after it; this row is where the paper stands now.
CREATE TABLE document_outgoing (
  id           INTEGER NOT NULL PRIMARY KEY,
  slip         TEXT    NOT NULL UNIQUE, -- 2026-稿-012
  state        TEXT    NOT NULL, -- draft, check, countersign, sign, review, number, seal, dispatch, sent, closed, void, dropped
  since        INTEGER  NOT NULL, -- of the state
  kind         TEXT    NOT NULL,
  direction    TEXT    NOT NULL,
  issuer       TEXT    NOT NULL, -- bureau, office, or the code of a unit
  unit         TEXT    NOT NULL, -- that drafted it
  drafter_id   INTEGER NOT NULL, -- org_person
  drafter      TEXT    NOT NULL,
  drafter_name TEXT    NOT NULL,
  recipients   TEXT    NOT NULL, -- a line each
  copies       TEXT    NOT NULL, -- a line each
  urgency      TEXT    NOT NULL,
  title        TEXT    NOT NULL,
  body         TEXT    NOT NULL, -- paragraphs, a line each
  attached     TEXT    NOT NULL, -- attachment notes, a line each
  matters      TEXT    NOT NULL, -- what a request asks for, a line each
  important    INTEGER NOT NULL,
  authorised   TEXT    NOT NULL,
  ordered      TEXT    NOT NULL,
  beyond       TEXT    NOT NULL,
  forwards     INTEGER NOT NULL,
  opinion      TEXT    NOT NULL,
  consent      INTEGER NOT NULL,
  concerned    TEXT    NOT NULL, -- a line each: department, or department=已协商一致
  contact      TEXT    NOT NULL,
  source       TEXT    NOT NULL, -- the matter or incoming paper it answers
  text_no      INTEGER NOT NULL, -- of the text that stands; 0 before it was handed in
  why          TEXT    NOT NULL, -- of the last return
  number       TEXT    NOT NULL, -- empty until it is numbered
  signer_id    INTEGER NOT NULL, -- org_person; 0 until it is signed
  signer_name  TEXT    NOT NULL,
  signer_as    TEXT    NOT NULL,
  signed_on    TEXT    NOT NULL, -- the date of the paper
  signed_text  INTEGER NOT NULL,
  prints       INTEGER NOT NULL, -- copies to be printed
  seal         TEXT    NOT NULL, -- bureau, office; empty for none
  seal_number  TEXT    NOT NULL,
  sealed       INTEGER NOT NULL, -- copies
  sealed_on    TEXT    NOT NULL,
  seal_why     TEXT    NOT NULL, -- why the seal was refused
  sent_on      TEXT    NOT NULL,
  closed_on    TEXT    NOT NULL,
  made_at      INTEGER  NOT NULL,
  version      INTEGER NOT NULL
) STRICT;

CREATE INDEX document_outgoing_state ON document_outgoing (state, id);
CREATE INDEX document_outgoing_unit ON document_outgoing (unit, id);

-- A text as it was handed in, or changed after that: none is ever written over.
CREATE TABLE document_outgoing_text (
  id          INTEGER NOT NULL PRIMARY KEY,
  document_id INTEGER NOT NULL,
  no          INTEGER NOT NULL,
  kind        TEXT    NOT NULL,
  direction   TEXT    NOT NULL,
  issuer      TEXT    NOT NULL,
  recipients  TEXT    NOT NULL,
  copies      TEXT    NOT NULL,
  urgency     TEXT    NOT NULL,
  title       TEXT    NOT NULL,
  body        TEXT    NOT NULL,
  attached    TEXT    NOT NULL,
  changed     TEXT    NOT NULL, -- what differs in substance from the text before
  why         TEXT    NOT NULL,
  made_by     TEXT    NOT NULL,
  made_name   TEXT    NOT NULL,
  made_at     INTEGER  NOT NULL
) STRICT;

CREATE UNIQUE INDEX document_outgoing_text_no ON document_outgoing_text (document_id, no);

-- What was done to a paper, by whom and with which words.
CREATE TABLE document_outgoing_line (
  id          INTEGER NOT NULL PRIMARY KEY,
  document_id INTEGER NOT NULL,
  act         TEXT    NOT NULL,
  text_no     INTEGER NOT NULL,
  login       TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  capacity    TEXT    NOT NULL,
  words       TEXT    NOT NULL,
  made_at     INTEGER  NOT NULL
) STRICT;

CREATE INDEX document_outgoing_line_of ON document_outgoing_line (document_id, id);

-- A unit that is asked to countersign.
CREATE TABLE document_outgoing_ask (
  id          INTEGER NOT NULL PRIMARY KEY,
  document_id INTEGER NOT NULL,
  unit        TEXT    NOT NULL,
  state       TEXT    NOT NULL, -- asked, agreed, objected
  text_no     INTEGER NOT NULL,
  words       TEXT    NOT NULL,
  login       TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  capacity    TEXT    NOT NULL,
  asked_at    INTEGER  NOT NULL,
  done_at     INTEGER  NOT NULL
) STRICT;

CREATE INDEX document_outgoing_ask_of ON document_outgoing_ask (document_id, id);
CREATE INDEX document_outgoing_ask_unit ON document_outgoing_ask (unit, state);

-- The number book: every number that was ever given, in its series and year.
CREATE TABLE document_outgoing_number (
  id          INTEGER NOT NULL PRIMARY KEY,
  series      TEXT    NOT NULL, -- 机关代字
  year        INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  state       TEXT    NOT NULL, -- used, void, paper
  document_id INTEGER NOT NULL, -- 0 for a number given on paper
  title       TEXT    NOT NULL,
  reason      TEXT    NOT NULL, -- why it is void, or whence a number on paper
  made_by     TEXT    NOT NULL,
  made_name   TEXT    NOT NULL,
  made_on     TEXT    NOT NULL,
  made_at     INTEGER  NOT NULL,
  version     INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX document_outgoing_number_once ON document_outgoing_number (series, year, seq);
CREATE INDEX document_outgoing_number_of ON document_outgoing_number (document_id);

-- Who gets a paper, how, and when it arrived.
CREATE TABLE document_outgoing_sent (
  id          INTEGER NOT NULL PRIMARY KEY,
  document_id INTEGER NOT NULL,
  recipient   TEXT    NOT NULL,
  role        TEXT    NOT NULL, -- to, copy, other
  prints      INTEGER NOT NULL,
  how         TEXT    NOT NULL,
  sent_on     TEXT    NOT NULL,
  sent_by     TEXT    NOT NULL,
  received_on TEXT    NOT NULL,
  received_by TEXT    NOT NULL,
  version     INTEGER NOT NULL
) STRICT;

CREATE INDEX document_outgoing_sent_of ON document_outgoing_sent (document_id, id);

-- An attached file, or the final as it was drawn when the paper was numbered.
CREATE TABLE document_outgoing_paper (
  id          INTEGER NOT NULL PRIMARY KEY,
  document_id INTEGER NOT NULL,
  name        TEXT    NOT NULL,
  sha256      TEXT    NOT NULL,
  sm3         TEXT    NOT NULL,
  size        INTEGER  NOT NULL,
  final       INTEGER NOT NULL,
  dropped     INTEGER NOT NULL,
  made_by     TEXT    NOT NULL,
  made_at     INTEGER  NOT NULL,
  version     INTEGER NOT NULL
) STRICT;

CREATE INDEX document_outgoing_paper_of ON document_outgoing_paper (document_id, id);
CREATE INDEX document_outgoing_paper_file ON document_outgoing_paper (sha256);

-- 07501_seal_seal.sql
-- A seal of the bureau.
CREATE TABLE seal_seal (
  id           INTEGER NOT NULL PRIMARY KEY,
  code         TEXT    NOT NULL UNIQUE, -- bureau, BGS, name-1: what other rooms ask for
  name         TEXT    NOT NULL,
  kind         TEXT    NOT NULL, -- bureau, section, name, special
  unit         TEXT    NOT NULL, -- of a section's seal
  material     TEXT    NOT NULL,
  diameter_mm  INTEGER NOT NULL, -- 0: not known
  issuer       TEXT    NOT NULL, -- the issuing organ
  in_force     TEXT    NOT NULL,
  custodian    INTEGER NOT NULL, -- org_person
  state        TEXT    NOT NULL, -- in_use, out, lost, retired, ended
  sample_sha   TEXT    NOT NULL, -- picture of the impression, marked as a sample
  sample_size  INTEGER  NOT NULL,
  note         TEXT    NOT NULL,
  made_by      TEXT    NOT NULL,
  made_at      INTEGER  NOT NULL
) STRICT;

-- Custody from one to another, before a witness.
CREATE TABLE seal_handover (
  id         INTEGER NOT NULL PRIMARY KEY,
  seal_id    INTEGER NOT NULL,
  giver      INTEGER NOT NULL, -- org_person
  taker      INTEGER NOT NULL,
  witness    INTEGER NOT NULL,
  witness2   INTEGER NOT NULL, -- where the giver stands in for an absent custodian; 0: none
  why        TEXT    NOT NULL,
  state      TEXT    NOT NULL, -- open, done, dropped
  giver_at   INTEGER  NOT NULL,
  taker_at   INTEGER  NOT NULL,
  witness_at INTEGER  NOT NULL,
  witness2_at INTEGER NOT NULL,
  done_at    INTEGER  NOT NULL,
  dropped    TEXT    NOT NULL, -- why
  made_by    TEXT    NOT NULL,
  made_at    INTEGER  NOT NULL
) STRICT;

CREATE INDEX seal_handover_seal ON seal_handover (seal_id, state);

-- Somebody wants a paper sealed.
CREATE TABLE seal_application (
  id          INTEGER NOT NULL PRIMARY KEY,
  number      TEXT    NOT NULL UNIQUE,
  year        INTEGER NOT NULL,
  seal_id     INTEGER NOT NULL,
  source      TEXT    NOT NULL, -- document_outgoing:12; empty for one made here
  url         TEXT    NOT NULL,
  kind        TEXT    NOT NULL, -- document, letter, contract, certificate, form
  what        TEXT    NOT NULL, -- name of the paper
  doc_number  TEXT    NOT NULL,
  digest      TEXT    NOT NULL, -- SHA-256, hexadecimal
  reason      TEXT    NOT NULL,
  copies      INTEGER NOT NULL,
  used        INTEGER NOT NULL,
  unit        TEXT    NOT NULL,
  person_id   INTEGER NOT NULL, -- who asks
  login       TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  file_name   TEXT    NOT NULL,
  sha256      TEXT    NOT NULL,
  sm3         TEXT    NOT NULL,
  size        INTEGER  NOT NULL,
  state       TEXT    NOT NULL, -- pending, approved, refused, withdrawn, used, closed
  decided_id  INTEGER NOT NULL, -- org_person
  decided_by  TEXT    NOT NULL, -- name
  decided_as  TEXT    NOT NULL, -- capacity, or 签发
  decided_at  INTEGER  NOT NULL,
  words       TEXT    NOT NULL,
  closed      TEXT    NOT NULL, -- why what is left is not sealed
  closed_at   INTEGER  NOT NULL,
  basis       TEXT    NOT NULL, -- clauses, with spaces
  made_at     INTEGER  NOT NULL
) STRICT;

CREATE INDEX seal_application_state ON seal_application (state, seal_id);
CREATE INDEX seal_application_source ON seal_application (source);

-- One press of a seal: so many copies of one paper.
CREATE TABLE seal_use (
  id             INTEGER NOT NULL PRIMARY KEY,
  year           INTEGER NOT NULL,
  n              INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  seal_id        INTEGER NOT NULL,
  copies         INTEGER NOT NULL,
  rest           INTEGER NOT NULL, -- of the approved copies, after this
  on_date        TEXT    NOT NULL,
  at             INTEGER  NOT NULL,
  person_id      INTEGER NOT NULL, -- the custodian
  name           TEXT    NOT NULL,
  checked        TEXT    NOT NULL, -- number, digest, file
  sha256         TEXT    NOT NULL, -- of the paper brought, if one was
  second_id      INTEGER NOT NULL, -- who was there as well
  second         TEXT    NOT NULL,
  place          TEXT    NOT NULL, -- when it was out
  note           TEXT    NOT NULL,
  UNIQUE (year, n)
) STRICT;

CREATE INDEX seal_use_application ON seal_use (application_id);

-- A seal leaves the house.
CREATE TABLE seal_outing (
  id          INTEGER NOT NULL PRIMARY KEY,
  seal_id     INTEGER NOT NULL,
  reason      TEXT    NOT NULL,
  place       TEXT    NOT NULL,
  first_id    INTEGER NOT NULL, -- org_person
  second_id   INTEGER NOT NULL,
  due         TEXT    NOT NULL,
  state       TEXT    NOT NULL, -- pending, approved, refused, withdrawn, out, back
  person_id   INTEGER NOT NULL, -- who asks
  login       TEXT    NOT NULL,
  decided_id  INTEGER NOT NULL,
  decided_by  TEXT    NOT NULL,
  decided_as  TEXT    NOT NULL,
  decided_at  INTEGER  NOT NULL,
  words       TEXT    NOT NULL,
  out_at      INTEGER  NOT NULL,
  out_by      TEXT    NOT NULL,
  back_at     INTEGER  NOT NULL,
  back_by     TEXT    NOT NULL,
  late        TEXT    NOT NULL, -- why it came back late
  note        TEXT    NOT NULL, -- why it was withdrawn, or taken back by another than the custodian, and before whom
  made_at     INTEGER  NOT NULL
) STRICT;

-- An introduction letter; its stub has a number once it is sealed.
CREATE TABLE seal_letter (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL,
  year           INTEGER NOT NULL,
  stub           INTEGER NOT NULL, -- 0 until it is issued
  addressee      TEXT    NOT NULL,
  bearer         TEXT    NOT NULL,
  people         INTEGER NOT NULL,
  matter         TEXT    NOT NULL,
  valid_until    TEXT    NOT NULL,
  state          TEXT    NOT NULL, -- waiting, issued, void
  issued_on      TEXT    NOT NULL,
  use_id         INTEGER NOT NULL,
  reason         TEXT    NOT NULL, -- why it is void
  made_at        INTEGER  NOT NULL
) STRICT;

CREATE INDEX seal_letter_application ON seal_letter (application_id);

-- A seal that cannot be found.
CREATE TABLE seal_loss (
  id           INTEGER NOT NULL PRIMARY KEY,
  seal_id      INTEGER NOT NULL,
  noticed_at   INTEGER  NOT NULL,
  facts        TEXT    NOT NULL,
  by_login     TEXT    NOT NULL,
  by_name      TEXT    NOT NULL,
  made_at      INTEGER  NOT NULL,
  was          TEXT    NOT NULL, -- state of the seal before the report
  announced_on TEXT    NOT NULL, -- public notice that it is void
  announced    TEXT    NOT NULL, -- where
  told         TEXT    NOT NULL, -- issuing organ and police, with days
  found_on     TEXT    NOT NULL,
  result       TEXT    NOT NULL
) STRICT;

-- A seal is taken out of use, and destroyed or returned.
CREATE TABLE seal_retirement (
  id         INTEGER NOT NULL PRIMARY KEY,
  seal_id    INTEGER NOT NULL,
  reason     TEXT    NOT NULL,
  way        TEXT    NOT NULL, -- return, destroy
  state      TEXT    NOT NULL, -- pending, approved, refused, done
  person_id  INTEGER NOT NULL, -- who asks
  login      TEXT    NOT NULL,
  decided_id INTEGER NOT NULL,
  decided_by TEXT    NOT NULL,
  decided_as TEXT    NOT NULL,
  decided_at INTEGER  NOT NULL,
  words      TEXT    NOT NULL,
  first_id   INTEGER NOT NULL, -- the witnesses
  second_id  INTEGER NOT NULL,
  first_at   INTEGER  NOT NULL,
  second_at  INTEGER  NOT NULL,
  done_on    TEXT    NOT NULL,
  place      TEXT    NOT NULL, -- where it was destroyed, or to whom it went back
  receipt    TEXT    NOT NULL, -- number of the receipt, or of the permission
  made_at    INTEGER  NOT NULL
) STRICT;

-- The register of a year that went to the archive; its id is the year.
CREATE TABLE seal_year (
  id        INTEGER NOT NULL PRIMARY KEY,
  uses      INTEGER NOT NULL,
  closed_at INTEGER  NOT NULL
) STRICT;

-- 07601_secrecy_secrecy.sql
-- An upload that was refused because it bears the mark of a state secret: no name, no
-- word of it.
CREATE TABLE secrecy_refusal (
  id     INTEGER NOT NULL PRIMARY KEY,
  sha256 TEXT    NOT NULL,
  at     INTEGER  NOT NULL
) STRICT;

-- A file taken in of which nothing could be read: whoever uploaded it says that it bears
-- no mark.
CREATE TABLE secrecy_statement (
  id     INTEGER NOT NULL PRIMARY KEY,
  sha256 TEXT    NOT NULL,
  at     INTEGER  NOT NULL,
  name   TEXT    NOT NULL  -- who uploaded; empty for the program itself
) STRICT;

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
  size       INTEGER  NOT NULL,
  state      TEXT    NOT NULL, -- unit, office, leader, passed, refused, referred, withdrawn
  first_id   INTEGER NOT NULL, -- org_person
  first_name TEXT    NOT NULL,
  first_at   INTEGER  NOT NULL,
  first_say  TEXT    NOT NULL,
  second_id  INTEGER NOT NULL,
  second_name TEXT   NOT NULL,
  second_at  INTEGER  NOT NULL,
  second_say TEXT    NOT NULL,
  third_id   INTEGER NOT NULL,
  third_name TEXT    NOT NULL,
  third_at   INTEGER  NOT NULL,
  third_say  TEXT    NOT NULL,
  ended_at   INTEGER  NOT NULL, -- when it was taken back, or determined by the department
  ended_by   TEXT    NOT NULL,
  ended_say  TEXT    NOT NULL,
  made_at    INTEGER  NOT NULL
) STRICT;

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
  made_at     INTEGER  NOT NULL
) STRICT;

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
  made_at   INTEGER  NOT NULL,
  closed_at INTEGER  NOT NULL
) STRICT;

CREATE TABLE secrecy_attendance (
  id          INTEGER NOT NULL PRIMARY KEY,
  training_id INTEGER NOT NULL,
  person_id   INTEGER NOT NULL,
  how         TEXT    NOT NULL, -- self, list
  at          INTEGER  NOT NULL,
  UNIQUE (training_id, person_id)
) STRICT;

CREATE TABLE secrecy_leak (
  id         INTEGER NOT NULL PRIMARY KEY,
  number     TEXT    NOT NULL UNIQUE,
  year       INTEGER NOT NULL,
  kind       TEXT    NOT NULL, -- leaked, possible
  noticed_at INTEGER  NOT NULL,
  due_at     INTEGER  NOT NULL,
  how        TEXT    NOT NULL, -- how it was noticed, without what was leaked
  measures   TEXT    NOT NULL, -- what was done at once
  login      TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  unit       TEXT    NOT NULL,
  late       TEXT    NOT NULL, -- why it was entered or told late
  state      TEXT    NOT NULL, -- open, closed
  result     TEXT    NOT NULL,
  warned_at  INTEGER  NOT NULL,
  alarmed_at INTEGER  NOT NULL,
  closed_at  INTEGER  NOT NULL,
  made_at    INTEGER  NOT NULL
) STRICT;

CREATE TABLE secrecy_step (
  id      INTEGER NOT NULL PRIMARY KEY,
  leak_id INTEGER NOT NULL,
  kind    TEXT    NOT NULL, -- department, superior, leader, measure
  whom    TEXT    NOT NULL,
  how     TEXT    NOT NULL,
  words   TEXT    NOT NULL,
  at      INTEGER  NOT NULL, -- when it was done
  late    TEXT    NOT NULL, -- why after the clock
  name    TEXT    NOT NULL,
  made_at INTEGER  NOT NULL
) STRICT;

CREATE INDEX secrecy_step_leak ON secrecy_step (leak_id);

-- The yearly report; its id is the year.
CREATE TABLE secrecy_year (
  id        INTEGER NOT NULL PRIMARY KEY,
  words     TEXT    NOT NULL,
  figures   TEXT    NOT NULL, -- JSON, as sent
  sent_to   TEXT    NOT NULL,
  sent_on   TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL
) STRICT;

-- 07701_logistics_logistics.sql
-- Months are counted as numbers: twelve times the year plus the month from 0.
-- Readings, amounts and areas are in thousandths, money is in fen, mileage in km.

-- A meter. What a swap changes stands with the reading after it.
CREATE TABLE logistics_meter (
  id         INTEGER NOT NULL PRIMARY KEY,
  number     TEXT    NOT NULL UNIQUE,
  carrier    TEXT    NOT NULL, -- electricity, water, gas
  place      TEXT    NOT NULL, -- what it measures
  multiplier INTEGER  NOT NULL,
  digits     INTEGER NOT NULL, -- before the point
  from_month INTEGER NOT NULL, -- at whose end it stood at opening
  opening    INTEGER  NOT NULL,
  until      INTEGER NOT NULL, -- last month that is read; 0 while in use
  part       INTEGER NOT NULL, -- 1 if a meter before it counts the same use
  made_by    TEXT    NOT NULL,
  made_at    INTEGER  NOT NULL,
  version    INTEGER NOT NULL
) STRICT;

-- What a meter showed at the end of a month.
CREATE TABLE logistics_reading (
  id              INTEGER NOT NULL PRIMARY KEY,
  meter_id        INTEGER NOT NULL,
  month           INTEGER NOT NULL,
  read_on         TEXT    NOT NULL,
  value           INTEGER  NOT NULL,
  rolled          INTEGER NOT NULL, -- 1 if it passed its last digit
  swapped_on      TEXT    NOT NULL, -- empty if the meter was not replaced
  swap_closing    INTEGER  NOT NULL,
  swap_opening    INTEGER  NOT NULL,
  swap_multiplier INTEGER  NOT NULL,
  swap_digits     INTEGER NOT NULL,
  why             TEXT    NOT NULL, -- of rolled, swapped, and of a correction
  made_by         TEXT    NOT NULL,
  made_name       TEXT    NOT NULL,
  made_at         INTEGER  NOT NULL,
  version         INTEGER NOT NULL,
  UNIQUE (meter_id, month)
) STRICT;

CREATE TABLE logistics_bill (
  id        INTEGER NOT NULL PRIMARY KEY,
  carrier   TEXT    NOT NULL,
  meter_id  INTEGER NOT NULL, -- 0 for none in particular
  month     INTEGER NOT NULL,
  amount    INTEGER  NOT NULL,
  cost      INTEGER  NOT NULL,
  supplier  TEXT    NOT NULL,
  number    TEXT    NOT NULL, -- of the invoice
  state     TEXT    NOT NULL, -- kept, void
  reason    TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL,
  version   INTEGER NOT NULL
) STRICT;

CREATE INDEX logistics_bill_month ON logistics_bill (month);

-- What is known of the bureau in a year, with its plan for saving; its id is the year.
CREATE TABLE logistics_base (
  id       INTEGER NOT NULL PRIMARY KEY,
  area     INTEGER  NOT NULL,
  people   INTEGER NOT NULL,
  posts    INTEGER NOT NULL,
  vehicles INTEGER NOT NULL,
  plan     TEXT    NOT NULL,
  made_by  TEXT    NOT NULL,
  made_at  INTEGER  NOT NULL,
  version  INTEGER NOT NULL
) STRICT;

-- A quota or a target of a year.
CREATE TABLE logistics_limit (
  id        INTEGER NOT NULL PRIMARY KEY,
  year      INTEGER NOT NULL,
  indicator TEXT    NOT NULL,
  quota     INTEGER NOT NULL, -- 1 for a quota
  most      INTEGER  NOT NULL,
  ground    TEXT    NOT NULL, -- who set it, by which paper
  made_by   TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL,
  version   INTEGER NOT NULL,
  UNIQUE (year, indicator, quota)
) STRICT;

-- The explanation of a gap or of a quota that was exceeded.
CREATE TABLE logistics_explanation (
  id        INTEGER NOT NULL PRIMARY KEY,
  year      INTEGER NOT NULL,
  about     TEXT    NOT NULL, -- gap:3:2025-04, quota:kgce_area
  words     TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL,
  version   INTEGER NOT NULL,
  UNIQUE (year, about)
) STRICT;

-- The yearly energy report; its id is the year.
CREATE TABLE logistics_report (
  id          INTEGER NOT NULL PRIMARY KEY,
  facts       TEXT    NOT NULL, -- JSON, as frozen; corrections are applied to it
  digest      TEXT    NOT NULL, -- SHA-256 of facts
  frozen_by   TEXT    NOT NULL,
  frozen_name TEXT    NOT NULL,
  frozen_at   INTEGER  NOT NULL,
  sent_on     TEXT    NOT NULL, -- empty until it is
  sent_to     TEXT    NOT NULL,
  sent_how    TEXT    NOT NULL,
  version     INTEGER NOT NULL
) STRICT;

-- A correction of a frozen report.
CREATE TABLE logistics_correction (
  id        INTEGER NOT NULL PRIMARY KEY,
  year      INTEGER NOT NULL,
  no        INTEGER NOT NULL, -- within the year, from 1
  carrier   TEXT    NOT NULL, -- empty for the base data
  month     INTEGER NOT NULL, -- 1 to 12; 0 for the base data
  field     TEXT    NOT NULL,
  was       INTEGER  NOT NULL,
  becomes   INTEGER  NOT NULL,
  reason    TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL,
  UNIQUE (year, no)
) STRICT;

CREATE TABLE logistics_vehicle (
  id       INTEGER NOT NULL PRIMARY KEY,
  plate    TEXT    NOT NULL UNIQUE,
  model    TEXT    NOT NULL,
  fuel     TEXT    NOT NULL, -- petrol, diesel, electricity
  seats    INTEGER NOT NULL,
  mileage  INTEGER  NOT NULL, -- the highest that was entered
  standard INTEGER  NOT NULL, -- litres for 100 km, thousandths; 0 if none is set
  retired  TEXT    NOT NULL, -- day, or empty
  made_by  TEXT    NOT NULL,
  made_at  INTEGER  NOT NULL,
  version  INTEGER NOT NULL
) STRICT;

-- A vehicle asked for, sent out, returned.
CREATE TABLE logistics_dispatch (
  id           INTEGER NOT NULL PRIMARY KEY,
  number       TEXT    NOT NULL UNIQUE, -- 2026-车-003
  login        TEXT    NOT NULL, -- who asked
  name         TEXT    NOT NULL,
  unit         TEXT    NOT NULL,
  unit_name    TEXT    NOT NULL,
  purpose      TEXT    NOT NULL,
  place        TEXT    NOT NULL,
  people       INTEGER NOT NULL, -- passengers
  from_at      INTEGER  NOT NULL,
  until_at     INTEGER  NOT NULL,
  trip         TEXT    NOT NULL, -- subject of the trip behind it; empty for none
  state        TEXT    NOT NULL, -- asked, approved, refused, out, back, dropped
  vehicle_id   INTEGER NOT NULL,
  driver_id    INTEGER NOT NULL, -- org_person
  decided_by   TEXT    NOT NULL,
  decided_name TEXT    NOT NULL,
  decided_at   INTEGER  NOT NULL,
  words        TEXT    NOT NULL,
  left_at      INTEGER  NOT NULL,
  back_at      INTEGER  NOT NULL,
  start_km     INTEGER  NOT NULL,
  end_km       INTEGER  NOT NULL,
  made_at      INTEGER  NOT NULL,
  version      INTEGER NOT NULL
) STRICT;

CREATE INDEX logistics_dispatch_from ON logistics_dispatch (from_at);
CREATE INDEX logistics_dispatch_vehicle ON logistics_dispatch (vehicle_id, until_at);
CREATE INDEX logistics_dispatch_driver ON logistics_dispatch (driver_id, until_at);

-- A filling of a tank, up to the brim.
CREATE TABLE logistics_fuel (
  id         INTEGER NOT NULL PRIMARY KEY,
  vehicle_id INTEGER NOT NULL,
  on_date    TEXT    NOT NULL,
  amount     INTEGER  NOT NULL, -- litres or kWh
  cost       INTEGER  NOT NULL,
  mileage    INTEGER  NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    INTEGER  NOT NULL,
  version    INTEGER NOT NULL
) STRICT;

CREATE INDEX logistics_fuel_vehicle ON logistics_fuel (vehicle_id, mileage);

-- The card of an asset.
CREATE TABLE logistics_asset (
  id          INTEGER NOT NULL PRIMARY KEY,
  number      TEXT    NOT NULL UNIQUE,
  name        TEXT    NOT NULL,
  model       TEXT    NOT NULL,
  category    TEXT    NOT NULL,
  acquired_on TEXT    NOT NULL,
  value       INTEGER  NOT NULL, -- fen
  unit        TEXT    NOT NULL, -- who uses it; empty for nobody
  person_id   INTEGER NOT NULL, -- 0 for nobody
  place       TEXT    NOT NULL,
  state       TEXT    NOT NULL, -- kept, disposing, disposed
  made_by     TEXT    NOT NULL,
  made_at     INTEGER  NOT NULL,
  version     INTEGER NOT NULL
) STRICT;

-- What became of an asset: assigned, handed back, put forward for disposal, decided.
CREATE TABLE logistics_asset_event (
  id        INTEGER NOT NULL PRIMARY KEY,
  asset_id  INTEGER NOT NULL,
  what      TEXT    NOT NULL, -- assigned, asked, approved, refused
  words     TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL
) STRICT;

CREATE INDEX logistics_asset_event_asset ON logistics_asset_event (asset_id, id);

-- A stock-taking by two people.
CREATE TABLE logistics_count (
  id         INTEGER NOT NULL PRIMARY KEY,
  number     TEXT    NOT NULL UNIQUE, -- 2026-盘-01
  on_date    TEXT    NOT NULL,
  first      TEXT    NOT NULL, -- login of who counts and enters
  first_name TEXT    NOT NULL,
  other      TEXT    NOT NULL, -- login of who counts along and closes
  other_name TEXT    NOT NULL,
  state      TEXT    NOT NULL, -- counting, entered, closed, dropped
  closed_at  INTEGER  NOT NULL,
  words      TEXT    NOT NULL, -- what is to be done about what differs, or why it was dropped
  version    INTEGER NOT NULL
) STRICT;

-- One thing of a stock-taking: by the book, or found beyond it.
CREATE TABLE logistics_count_line (
  id       INTEGER NOT NULL PRIMARY KEY,
  count_id INTEGER NOT NULL,
  asset_id INTEGER NOT NULL, -- 0 for what no card tells of
  number   TEXT    NOT NULL,
  name     TEXT    NOT NULL,
  unit     TEXT    NOT NULL, -- of the book, when it began
  place    TEXT    NOT NULL,
  value    INTEGER  NOT NULL,
  found    TEXT    NOT NULL, -- empty: not counted yet; yes, no, more
  words    TEXT    NOT NULL,
  made_by  TEXT    NOT NULL, -- login of who entered it; empty: not counted yet
  version  INTEGER NOT NULL
) STRICT;

CREATE INDEX logistics_count_line_count ON logistics_count_line (count_id, id);

CREATE TABLE logistics_supply (
  id      INTEGER NOT NULL PRIMARY KEY,
  name    TEXT    NOT NULL,
  model   TEXT    NOT NULL,
  measure TEXT    NOT NULL, -- 包, 支 …
  least   INTEGER  NOT NULL, -- below which it is to be bought
  stock   INTEGER  NOT NULL,
  made_by TEXT    NOT NULL,
  made_at INTEGER  NOT NULL,
  version INTEGER NOT NULL,
  UNIQUE (name, model)
) STRICT;

CREATE TABLE logistics_supply_move (
  id        INTEGER NOT NULL PRIMARY KEY,
  number    TEXT    NOT NULL UNIQUE, -- 2026-领-0003, 2026-入-0003
  supply_id INTEGER NOT NULL,
  on_date   TEXT    NOT NULL,
  amount    INTEGER  NOT NULL, -- negative for out
  stock     INTEGER  NOT NULL, -- after it
  cost      INTEGER  NOT NULL, -- fen, of what came in
  unit      TEXT    NOT NULL,
  person_id INTEGER NOT NULL, -- who took it; 0 for what came in
  words     TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   INTEGER  NOT NULL
) STRICT;

CREATE INDEX logistics_supply_move_supply ON logistics_supply_move (supply_id, id);

-- 07901_register_register.sql
-- One line of one of the registers. The registers and their fields are defined by the
-- rooms; what is counted or sought stands in columns of its own.
CREATE TABLE register_line (
  id       INTEGER NOT NULL PRIMARY KEY,
  code     TEXT    NOT NULL, -- of the register
  year     INTEGER NOT NULL,
  no       INTEGER NOT NULL, -- within register and year, from 1 without gaps
  day      TEXT    NOT NULL,
  title    TEXT    NOT NULL,
  unit     TEXT    NOT NULL, -- code of the unit the line belongs to
  state    TEXT    NOT NULL, -- of registers that have one
  due      TEXT    NOT NULL, -- empty for none
  facts    TEXT    NOT NULL, -- JSON: the values of all fields by name, as text
  words    TEXT    NOT NULL, -- what is shown, folded, for searching
  persons  TEXT    NOT NULL, -- numbers of those whose line it is too: ,17,23,
  voided   TEXT    NOT NULL, -- reason, empty while the line stands
  by_login TEXT    NOT NULL, -- who entered it
  by_name  TEXT    NOT NULL,
  at       INTEGER  NOT NULL,
  version  INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX register_line_number ON register_line (code, year, no);

-- What a line held before it was amended or voided.
CREATE TABLE register_change (
  id      INTEGER NOT NULL PRIMARY KEY,
  line_id INTEGER NOT NULL,
  version INTEGER NOT NULL, -- the one that was replaced
  facts   TEXT    NOT NULL,
  reason  TEXT    NOT NULL,
  by_name TEXT    NOT NULL,
  at      INTEGER  NOT NULL
) STRICT;

CREATE INDEX register_change_line ON register_change (line_id, version);

-- ════ postgres ════

-- 01001_ledger_ledger.sql
CREATE TABLE ledger_entry (
  seq         INTEGER NOT NULL PRIMARY KEY,
  at          BIGINT  NOT NULL,
  actor       TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  capacity    TEXT    NOT NULL,
  deed        TEXT    NOT NULL,
  subject     TEXT    NOT NULL,
  outcome     TEXT    NOT NULL,
  basis       TEXT    NOT NULL,
  summary     TEXT    NOT NULL,
  detail      TEXT    NOT NULL,
  rows_digest TEXT    NOT NULL,
  prev        TEXT    NOT NULL,
  hash        TEXT    NOT NULL,
  sm3         TEXT    NOT NULL
);

CREATE INDEX ledger_entry_subject ON ledger_entry (subject, seq);
CREATE INDEX ledger_entry_actor ON ledger_entry (actor, seq);
CREATE INDEX ledger_entry_deed ON ledger_entry (deed, seq);

-- Digests of the rows an act wrote, packed by runs of consecutive ids.
CREATE TABLE ledger_row (
  seq      INTEGER NOT NULL,
  tbl      TEXT    NOT NULL,
  first_id BIGINT  NOT NULL,
  n        INTEGER NOT NULL,
  digests  BYTEA   NOT NULL,
  PRIMARY KEY (seq, tbl, first_id)
);

-- Stored hashes of the Merkle tree over ledger_entry.
CREATE TABLE ledger_hash (
  idx  BIGINT NOT NULL PRIMARY KEY,
  hash BYTEA  NOT NULL
);

CREATE TABLE ledger_checkpoint (
  day  TEXT    NOT NULL PRIMARY KEY,
  size BIGINT  NOT NULL,
  root TEXT    NOT NULL,
  note TEXT    NOT NULL,
  at   BIGINT  NOT NULL
);

-- First answers to forms that carry an idempotency key.
CREATE TABLE act_key (
  key    TEXT   NOT NULL PRIMARY KEY,
  deed   TEXT   NOT NULL,
  actor  TEXT   NOT NULL,
  at     BIGINT NOT NULL,
  result TEXT   NOT NULL
);

-- Counters for identifiers and running numbers.
CREATE TABLE act_counter (
  name TEXT   NOT NULL PRIMARY KEY,
  last BIGINT NOT NULL
);

-- 01002_ledger_append_only.sql
CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'ledger is append-only'; END $$;
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER ledger_row_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_row
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER ledger_checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();

-- 01003_ledger_key_of_actor.sql
-- A key belongs to whoever sent it: two persons may come with the same one.
CREATE TABLE act_key_of_actor (
  key    TEXT   NOT NULL,
  deed   TEXT   NOT NULL,
  actor  TEXT   NOT NULL,
  at     BIGINT NOT NULL,
  result TEXT   NOT NULL,
  PRIMARY KEY (key, actor)
);
INSERT INTO act_key_of_actor (key, deed, actor, at, result) SELECT key, deed, actor, at, result FROM act_key;
DROP TABLE act_key;
ALTER TABLE act_key_of_actor RENAME TO act_key;

-- 02001_org_org.sql
CREATE TABLE org_unit (
  id     INTEGER NOT NULL PRIMARY KEY,
  code   TEXT    NOT NULL UNIQUE,
  name   TEXT    NOT NULL,
  place  INTEGER NOT NULL, -- order in lists
  active INTEGER NOT NULL
);

CREATE TABLE org_post (
  id       INTEGER NOT NULL PRIMARY KEY,
  code     TEXT    NOT NULL UNIQUE,
  unit     TEXT    NOT NULL,
  title    TEXT    NOT NULL,
  rank     TEXT    NOT NULL, -- staff, section_head, bureau_leader, director
  place    INTEGER NOT NULL
);

CREATE TABLE org_person (
  id      INTEGER NOT NULL PRIMARY KEY,
  name    TEXT    NOT NULL,
  unit    TEXT    NOT NULL,
  since   TEXT    NOT NULL, -- date, may be empty
  left_on TEXT    NOT NULL, -- date of leaving the bureau or the unit; empty while here
  note    TEXT    NOT NULL
);

-- Who holds which post, half-open [since, until).
CREATE TABLE org_office (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL,
  post      TEXT    NOT NULL,
  since     TEXT    NOT NULL,
  until     TEXT    NOT NULL
);

CREATE INDEX org_office_person ON org_office (person_id);

CREATE TABLE org_account (
  id          INTEGER NOT NULL PRIMARY KEY,
  person_id   INTEGER NOT NULL, -- 0 for an administrator's account
  login       TEXT    NOT NULL UNIQUE,
  name        TEXT    NOT NULL,
  password    TEXT    NOT NULL, -- PHC string
  password_at BIGINT  NOT NULL,
  must_change INTEGER NOT NULL,
  totp        TEXT    NOT NULL, -- sealed secret; empty without
  totp_step   BIGINT  NOT NULL, -- last time step used: a code works once
  state       TEXT    NOT NULL, -- active, disabled
  roles       TEXT    NOT NULL, -- words joined by a comma, sorted
  look        TEXT    NOT NULL, -- JSON: density, theme
  version     INTEGER NOT NULL
);

CREATE TABLE org_failure (
  login   TEXT    NOT NULL,
  address TEXT    NOT NULL,
  fails   INTEGER NOT NULL,
  until   BIGINT  NOT NULL, -- locked until; 0 if not
  at      BIGINT  NOT NULL,
  PRIMARY KEY (login, address)
);

CREATE TABLE org_session (
  hash       TEXT    NOT NULL PRIMARY KEY,
  account_id INTEGER NOT NULL,
  made       BIGINT  NOT NULL,
  seen       BIGINT  NOT NULL,
  address    TEXT    NOT NULL,
  agent      TEXT    NOT NULL
);

CREATE INDEX org_session_account ON org_session (account_id);

-- 02002_org_posts.sql
-- Whose B is who: the B of one person in one post, half-open [since, until).
CREATE TABLE org_backup (
  id        INTEGER NOT NULL PRIMARY KEY, -- the number in the A/B table
  post      TEXT    NOT NULL,
  person_id INTEGER NOT NULL, -- A
  backup_id INTEGER NOT NULL, -- B
  since     TEXT    NOT NULL,
  until     TEXT    NOT NULL  -- empty while open
);

CREATE INDEX org_backup_person ON org_backup (person_id);
CREATE INDEX org_backup_backup ON org_backup (backup_id);

-- Which leader is in charge of which unit, half-open [since, until).
CREATE TABLE org_supervisor (
  id        INTEGER NOT NULL PRIMARY KEY,
  unit      TEXT    NOT NULL,
  person_id INTEGER NOT NULL,
  since     TEXT    NOT NULL,
  until     TEXT    NOT NULL
);

CREATE INDEX org_supervisor_unit ON org_supervisor (unit);

-- A leader who is away is represented by a named deputy, half-open [since, until).
CREATE TABLE org_delegation (
  id         INTEGER NOT NULL PRIMARY KEY,
  person_id  INTEGER NOT NULL, -- the leader who is away
  deputy_id  INTEGER NOT NULL,
  since      TEXT    NOT NULL,
  until      TEXT    NOT NULL,
  named_by   TEXT    NOT NULL, -- sign-in name
  named_name TEXT    NOT NULL,
  ended_at   BIGINT  NOT NULL  -- instant of revocation; 0 while it stands
);

CREATE INDEX org_delegation_deputy ON org_delegation (deputy_id);

-- One standing-in of B for A: by hand-over, by a late hand-over, or taken up by B.
CREATE TABLE org_standin (
  id        INTEGER NOT NULL PRIMARY KEY,
  backup    INTEGER NOT NULL, -- org_backup
  person_id INTEGER NOT NULL, -- A
  backup_id INTEGER NOT NULL, -- B
  kind      TEXT    NOT NULL, -- handover, late, takeover
  since_at  BIGINT  NOT NULL,
  until_at  BIGINT  NOT NULL,
  matters   TEXT    NOT NULL, -- a line each
  reason    TEXT    NOT NULL, -- of a late hand-over or a take-over
  subject   TEXT    NOT NULL, -- the case behind the absence, may be empty
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  ended_at  BIGINT  NOT NULL  -- 0 while it stands
);

CREATE INDEX org_standin_person ON org_standin (person_id);
CREATE INDEX org_standin_backup ON org_standin (backup_id);

-- What leave, study and quorums ask of a person; seen by the person and by who
-- keeps the personnel records.
CREATE TABLE org_facts (
  id              INTEGER NOT NULL PRIMARY KEY, -- org_person
  work_on         TEXT    NOT NULL, -- entry into work
  service_on      TEXT    NOT NULL, -- entry into public service
  party_on        TEXT    NOT NULL, -- member of the party since; empty if not
  committee_on    TEXT    NOT NULL, -- member of the party committee since; empty if not
  committee_until TEXT    NOT NULL
);

-- 02101_audit_audit.sql
-- Which acts wrote a given row: found for the history of one item without
-- reading the digests. The ledger itself never asks this.
CREATE INDEX audit_ledger_row ON ledger_row (tbl, first_id, n, seq);

-- 02201_calendar_calendar.sql
-- Holiday arrangements entered by the bureau: in force once another person has
-- confirmed them. A later confirmed notice for a year replaces the earlier one.
CREATE TABLE calendar_notice (
  id           INTEGER NOT NULL PRIMARY KEY,
  year         INTEGER NOT NULL,
  title        TEXT    NOT NULL,
  number       TEXT    NOT NULL, -- document number, may be empty
  url          TEXT    NOT NULL,
  spans        TEXT    NOT NULL, -- a line each: 2027-01-01..2027-01-03 放假 元旦
  state        TEXT    NOT NULL, -- entered, confirmed, rejected
  entered_by   TEXT    NOT NULL, -- sign-in name
  entered_name TEXT    NOT NULL,
  entered_at   BIGINT  NOT NULL,
  decided_by   TEXT    NOT NULL,
  decided_name TEXT    NOT NULL,
  decided_at   BIGINT  NOT NULL, -- 0 while entered
  reason       TEXT    NOT NULL  -- of a rejection
);

CREATE INDEX calendar_notice_state ON calendar_notice (state, id);

-- 02202_calendar_absence.sql
-- Who is not at work when. The reason is not kept here: it stays with the case.
CREATE TABLE calendar_absence (
  id         INTEGER NOT NULL PRIMARY KEY,
  person_id  INTEGER NOT NULL,
  since_half INTEGER NOT NULL, -- half days from the morning of 1970-01-01, which is 0
  until_half INTEGER NOT NULL, -- the first half day no longer away
  kind       TEXT    NOT NULL, -- leave, trip, out, away
  subject    TEXT    NOT NULL, -- the case that made it, table:id
  ended_at   BIGINT  NOT NULL, -- instant of an early return; 0 if none
  withdrawn  INTEGER NOT NULL  -- 1: it never took place or was taken back
);

CREATE INDEX calendar_absence_person ON calendar_absence (person_id, until_half);
CREATE INDEX calendar_absence_until ON calendar_absence (until_half);
CREATE INDEX calendar_absence_subject ON calendar_absence (subject);

-- 02301_rulebook_rulebook.sql
-- Changes of the rule book, from the draft to the edition in force. An edition
-- is in force from force_from until the next one begins.
CREATE TABLE rulebook_edition (
  id             INTEGER NOT NULL PRIMARY KEY,
  number         INTEGER NOT NULL, -- 0 until it is published
  title          TEXT    NOT NULL,
  reason         TEXT    NOT NULL,
  amendment      TEXT    NOT NULL, -- YAML over the edition it is based on
  based_on       INTEGER NOT NULL, -- number of the edition; 0 is the book as it came
  state          TEXT    NOT NULL, -- draft, sent, approved, published, withdrawn
  wished_from    TEXT    NOT NULL, -- the day the drafter has in mind, may be empty
  drafted_by     TEXT    NOT NULL, -- sign-in name
  drafted_name   TEXT    NOT NULL,
  drafted_at     BIGINT  NOT NULL,
  sent_at        BIGINT  NOT NULL, -- 0 while it is a draft
  replayed       INTEGER NOT NULL, -- past decisions tried under it when it was sent
  changed        INTEGER NOT NULL, -- of those, how many come out otherwise
  meeting_on     TEXT    NOT NULL, -- the director's office meeting that passed it
  meeting_no     TEXT    NOT NULL,
  entered_by     TEXT    NOT NULL, -- who entered the meeting's decision
  entered_name   TEXT    NOT NULL,
  entered_at     BIGINT  NOT NULL,
  force_from     TEXT    NOT NULL, -- empty until the meeting has set it
  published_by   TEXT    NOT NULL,
  published_name TEXT    NOT NULL,
  published_at   BIGINT  NOT NULL,
  note           TEXT    NOT NULL  -- why it was returned or withdrawn
);

CREATE INDEX rulebook_edition_state ON rulebook_edition (state, number);

-- What the rule book said about a case, whole: never changed afterwards.
CREATE TABLE rulebook_decision (
  id          INTEGER NOT NULL PRIMARY KEY,
  subject     TEXT    NOT NULL, -- the case, "table:id"
  unit        TEXT    NOT NULL, -- whose case it is, for reach
  level       INTEGER NOT NULL,
  compartment TEXT    NOT NULL,
  edition     INTEGER NOT NULL, -- number of the edition; 0 is the book as it came
  table_id    TEXT    NOT NULL,
  as_of       TEXT    NOT NULL, -- the day by whose rules it was decided
  clause      TEXT    NOT NULL CHECK (clause <> ''), -- the deciding one
  body        TEXT    NOT NULL, -- the decision as JSON: facts, row, outcome, basis, rows rejected
  made_by     TEXT    NOT NULL,
  made_name   TEXT    NOT NULL,
  made_at     BIGINT  NOT NULL
);

CREATE INDEX rulebook_decision_table ON rulebook_decision (table_id, id);
CREATE INDEX rulebook_decision_subject ON rulebook_decision (subject, id);

-- Which decisions rest on a clause.
CREATE TABLE rulebook_citation (
  clause      TEXT    NOT NULL,
  decision_id INTEGER NOT NULL,
  PRIMARY KEY (clause, decision_id)
);

-- 02401_search_archive.sql
CREATE TABLE search_state (
  collection TEXT NOT NULL PRIMARY KEY,
  seq        BIGINT NOT NULL
);
INSERT INTO search_state (collection, seq) VALUES ('archive', 0);

CREATE TABLE search_archive_doc (
  id          BIGINT PRIMARY KEY,
  seq         BIGINT NOT NULL,
  gone        INTEGER NOT NULL,
  day         INTEGER NOT NULL,
  year        INTEGER NOT NULL,
  unit        INTEGER NOT NULL,
  period      INTEGER NOT NULL,
  category    INTEGER NOT NULL,
  level       INTEGER NOT NULL,
  compartment INTEGER NOT NULL
);
CREATE INDEX search_archive_doc_seq ON search_archive_doc (seq);

-- A record without a body is one row, whole = 1. Otherwise part 0 is all but the
-- body and the further parts are the body: a tsvector counts no position past
-- 16,383 and no piece more than 256 times, so a long body is several rows that
-- overlap by the longest word a question may have.
CREATE TABLE search_archive_text (
  id    BIGINT   NOT NULL,
  part  INTEGER  NOT NULL,
  whole INTEGER  NOT NULL,
  v     TSVECTOR NOT NULL,
  PRIMARY KEY (id, part)
);
CREATE INDEX search_archive_text_whole ON search_archive_text USING gin (v) WHERE whole = 1;
CREATE INDEX search_archive_text_parts ON search_archive_text USING gin (v) WHERE whole = 0;

-- Ids of the records in which all of the words occur; an id may come twice. It is
-- a function for the settings it carries: the planner takes a look at a tsvector
-- for cheap and would rather read the whole table than a large part of the index.
CREATE FUNCTION search_archive_match(together tsquery, words tsquery[]) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET jit = off AS $$
DECLARE
  found bigint[];
  word  tsquery;
BEGIN
  RETURN QUERY SELECT id FROM search_archive_text WHERE whole = 1 AND v @@ together;
  IF cardinality(words) = 1 THEN
    RETURN QUERY SELECT id FROM search_archive_text WHERE whole = 0 AND v @@ together;
    RETURN;
  END IF;
  -- Two words may lie in two parts of a record.
  FOREACH word IN ARRAY words LOOP
    IF found IS NULL THEN
      found := ARRAY(SELECT id FROM search_archive_text WHERE whole = 0 AND v @@ word);
    ELSE
      found := ARRAY(SELECT id FROM search_archive_text WHERE whole = 0 AND v @@ word INTERSECT SELECT unnest(found));
    END IF;
    IF cardinality(found) = 0 THEN
      RETURN;
    END IF;
  END LOOP;
  RETURN QUERY SELECT unnest(found);
END
$$;

DROP FUNCTION search_archive_match(tsquery, tsquery[]);
DROP TABLE search_archive_text;
DROP TABLE search_archive_doc;
DROP TABLE search_state;

-- 02402_search_document.sql
INSERT INTO search_state (collection, seq) VALUES ('document', 0);

CREATE TABLE search_document_doc (
  id          BIGINT PRIMARY KEY,
  seq         BIGINT NOT NULL,
  gone        INTEGER NOT NULL,
  day         INTEGER NOT NULL,
  year        INTEGER NOT NULL,
  unit        INTEGER NOT NULL,
  period      INTEGER NOT NULL,
  category    INTEGER NOT NULL,
  level       INTEGER NOT NULL,
  compartment INTEGER NOT NULL
);
CREATE INDEX search_document_doc_seq ON search_document_doc (seq);

-- A record without a body is one row, whole = 1. Otherwise part 0 is all but the
-- body and the further parts are the body: a tsvector counts no position past
-- 16,383 and no piece more than 256 times, so a long body is several rows that
-- overlap by the longest word a question may have.
CREATE TABLE search_document_text (
  id    BIGINT   NOT NULL,
  part  INTEGER  NOT NULL,
  whole INTEGER  NOT NULL,
  v     TSVECTOR NOT NULL,
  PRIMARY KEY (id, part)
);
CREATE INDEX search_document_text_whole ON search_document_text USING gin (v) WHERE whole = 1;
CREATE INDEX search_document_text_parts ON search_document_text USING gin (v) WHERE whole = 0;

-- Ids of the records in which all of the words occur; an id may come twice. It is
-- a function for the settings it carries: the planner takes a look at a tsvector
-- for cheap and would rather read the whole table than a large part of the index.
CREATE FUNCTION search_document_match(together tsquery, words tsquery[]) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET jit = off AS $$
DECLARE
  found bigint[];
  word  tsquery;
BEGIN
  RETURN QUERY SELECT id FROM search_document_text WHERE whole = 1 AND v @@ together;
  IF cardinality(words) = 1 THEN
    RETURN QUERY SELECT id FROM search_document_text WHERE whole = 0 AND v @@ together;
    RETURN;
  END IF;
  -- Two words may lie in two parts of a record.
  FOREACH word IN ARRAY words LOOP
    IF found IS NULL THEN
      found := ARRAY(SELECT id FROM search_document_text WHERE whole = 0 AND v @@ word);
    ELSE
      found := ARRAY(SELECT id FROM search_document_text WHERE whole = 0 AND v @@ word INTERSECT SELECT unnest(found));
    END IF;
    IF cardinality(found) = 0 THEN
      RETURN;
    END IF;
  END LOOP;
  RETURN QUERY SELECT unnest(found);
END
$$;

DROP FUNCTION search_document_match(tsquery, tsquery[]);
DROP TABLE search_document_text;
DROP TABLE search_document_doc;
DELETE FROM search_state WHERE collection = 'document';

-- 02601_notify_notify.sql
-- What is to be done. A row follows from the state of something else and is put
-- and settled by the deeds that change that; it proves nothing by itself.
CREATE TABLE notify_todo (
  key     TEXT   NOT NULL PRIMARY KEY, -- whose it is and for what: archive.loan:17
  login   TEXT   NOT NULL,             -- for one person, or
  role    TEXT   NOT NULL,             -- for everybody with a role,
  unit    TEXT   NOT NULL,             -- of one unit only, if set
  text    TEXT   NOT NULL,
  url     TEXT   NOT NULL,
  due     TEXT   NOT NULL,             -- date, empty for none
  made    BIGINT NOT NULL,
  done_at BIGINT NOT NULL,             -- 0 while open
  done_by TEXT   NOT NULL
);

CREATE INDEX notify_todo_login ON notify_todo (done_at, login);
CREATE INDEX notify_todo_role ON notify_todo (done_at, role);

-- Where somebody wants to be reminded, and on which day that was last done.
CREATE TABLE notify_address (
  login    TEXT NOT NULL PRIMARY KEY,
  address  TEXT NOT NULL,
  reminded TEXT NOT NULL
);

-- 02602_notify_from.sql
-- A to-do may be put long before it is one: what was lent out is asked back when
-- it is overdue. Until that day it is not on the list.
ALTER TABLE notify_todo ADD COLUMN from_on TEXT NOT NULL DEFAULT ''; -- date, empty for at once

-- 02801_flow_flow.sql
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

-- 02802_flow_papers.sql
-- The papers of a closed case that are owed to whoever keeps them. They are laid out
-- after the deed that closed the case, so that others need not wait for it.
CREATE TABLE flow_paper (
  id       INTEGER NOT NULL PRIMARY KEY,
  subject  TEXT    NOT NULL UNIQUE, -- the room's row, "table:id"
  owed_at  BIGINT  NOT NULL,
  filed_at BIGINT  NOT NULL -- 0 while they are owed
);

CREATE INDEX flow_paper_owed ON flow_paper (filed_at);

-- 02803_flow_drafts.sql
-- The text of a case as it was put forward, once for each text that differs from the
-- one before; only ever added to. Events name the draft they stand on (data.draft).
CREATE TABLE flow_draft (
  id      INTEGER NOT NULL PRIMARY KEY,
  case_id INTEGER NOT NULL,
  n       INTEGER NOT NULL, -- within the case, from 1
  made_at BIGINT  NOT NULL, -- put forward
  body    TEXT    NOT NULL, -- JSON: the fields of the form in their order, label and text
  sha256  TEXT    NOT NULL, -- of body
  UNIQUE (case_id, n)
);

-- Who is said to have given the oral approval that a step waits to have confirmed:
-- org_person, 0 for none or not known. Like vacant it follows from elsewhere: the
-- history names the person.
ALTER TABLE flow_step ADD COLUMN oral_by INTEGER NOT NULL DEFAULT 0;

-- What is added to a case after its papers were owed: each is owed for itself.
CREATE TABLE flow_further (
  id       INTEGER NOT NULL PRIMARY KEY,
  subject  TEXT    NOT NULL, -- the room's row, "table:id"
  n        INTEGER NOT NULL, -- within the case, from 1
  what     TEXT    NOT NULL, -- which paper it is, in the room's words
  body     TEXT    NOT NULL, -- JSON: what is to be handed over
  owed_at  BIGINT  NOT NULL,
  filed_at BIGINT  NOT NULL, -- 0 while it is owed
  UNIQUE (subject, what)
);

CREATE INDEX flow_further_owed ON flow_further (filed_at);

-- 03001_archive_archive.sql
-- The fonds: all archives of one organ. Its code is given by the district
-- archives; until then it is empty and no formal archival code is issued.
CREATE TABLE archive_fonds (
  id      INTEGER NOT NULL PRIMARY KEY,
  code    TEXT    NOT NULL,
  name    TEXT    NOT NULL,
  grammar TEXT    NOT NULL, -- dat22 or dat13
  scheme  TEXT    NOT NULL, -- year-unit-period or year-period-unit
  note    TEXT    NOT NULL
);

CREATE TABLE archive_setting (
  id    INTEGER NOT NULL PRIMARY KEY,
  name  TEXT    NOT NULL UNIQUE,
  value TEXT    NOT NULL
);

-- One import, upload or hand-over: who brought what, when, and what came of it.
CREATE TABLE archive_batch (
  id           INTEGER NOT NULL PRIMARY KEY,
  code         TEXT    NOT NULL UNIQUE,
  source       TEXT    NOT NULL,
  kind         TEXT    NOT NULL, -- table, documents, closing, manual
  submitted_by TEXT    NOT NULL,
  received_by  TEXT    NOT NULL,
  at           BIGINT  NOT NULL,
  rows_read    INTEGER NOT NULL,
  accepted     INTEGER NOT NULL,
  rejected     INTEGER NOT NULL,
  duplicates   INTEGER NOT NULL,
  suspected    INTEGER NOT NULL,
  report       TEXT    NOT NULL  -- JSON: warnings and rejections, the first thousand of each
);

CREATE TABLE archive_item (
  id              INTEGER NOT NULL PRIMARY KEY,
  batch_id        INTEGER NOT NULL,
  category        TEXT    NOT NULL, -- WS, ZP, KU …
  title           TEXT    NOT NULL,
  doc_no          TEXT    NOT NULL,
  doc_no_key      TEXT    NOT NULL, -- folded, for look-up by half a number
  title_key       BIGINT  NOT NULL, -- hash of the folded title, for suspected duplicates
  issuer          TEXT    NOT NULL,
  date            TEXT    NOT NULL, -- YYYY-MM-DD or empty
  year            INTEGER NOT NULL, -- year it belongs to; 0 unknown
  retention       TEXT    NOT NULL, -- Y, D30, D10 … or empty
  retention_from  TEXT    NOT NULL, -- given, proposed, default, confirmed, or empty
  retention_rule  TEXT    NOT NULL, -- row of the schedule and its version
  unit            TEXT    NOT NULL, -- code of the unit, or empty
  unit_written    TEXT    NOT NULL, -- as it stood in the source
  level           INTEGER NOT NULL, -- 0 public, 1 internal, 2 work secret
  pages           INTEGER NOT NULL,
  pages_estimated INTEGER NOT NULL,
  keywords        TEXT    NOT NULL, -- joined by ;
  remark          TEXT    NOT NULL,
  stage           INTEGER NOT NULL, -- 1 collected, 2 arranged, 3 boxed, 4 filed
  state           TEXT    NOT NULL, -- held, merged, excluded, transferred, destroyed
  merged_into     INTEGER NOT NULL, -- the item this one became a part of; 0 none
  code            TEXT    NOT NULL, -- archival code; empty until numbered
  code_given      TEXT    NOT NULL, -- archival code of an older system
  item_no         INTEGER NOT NULL, -- 0 until numbered
  sort_no         INTEGER NOT NULL, -- place by hand inside the class; 0 none
  box_id          INTEGER NOT NULL, -- 0 until boxed
  box_given       TEXT    NOT NULL,
  doubts          TEXT    NOT NULL, -- JSON: field -> how sure and on what evidence
  opening         TEXT    NOT NULL, -- open, controlled, deferred, unreviewed
  body_sha        TEXT    NOT NULL, -- SHA-256 of the text, empty without text
  fingerprint     TEXT    NOT NULL, -- equal rows have equal fingerprints
  created_at      BIGINT  NOT NULL,
  version         INTEGER NOT NULL
);

CREATE INDEX archive_item_fingerprint ON archive_item (fingerprint);
CREATE INDEX archive_item_title_key ON archive_item (title_key);
CREATE INDEX archive_item_doc_no ON archive_item (doc_no_key);
CREATE INDEX archive_item_code ON archive_item (code);
CREATE INDEX archive_item_class ON archive_item (year, category, unit, retention, item_no);
CREATE INDEX archive_item_date ON archive_item (date, id);
CREATE INDEX archive_item_box ON archive_item (box_id, item_no);
CREATE INDEX archive_item_merged ON archive_item (merged_into);
CREATE INDEX archive_item_batch ON archive_item (batch_id, id);

CREATE TABLE archive_body (
  item_id INTEGER NOT NULL PRIMARY KEY,
  body    TEXT    NOT NULL
);

-- The files of an item, in internal order. The bytes lie in the file store under
-- their digest; the name is the one the file came with.
CREATE TABLE archive_file (
  id      INTEGER NOT NULL PRIMARY KEY,
  item_id INTEGER NOT NULL,
  origin  INTEGER NOT NULL, -- the item it came with, before papers were joined
  ordinal INTEGER NOT NULL,
  role    TEXT    NOT NULL, -- main, attachment, draft, processing_sheet, forwarded, copy, translation
  name    TEXT    NOT NULL,
  path    TEXT    NOT NULL, -- where it lay in the folder it came from
  kind    TEXT    NOT NULL,
  size    BIGINT  NOT NULL,
  pages   INTEGER NOT NULL,
  sha256  TEXT    NOT NULL,
  sm3     TEXT    NOT NULL
);

CREATE INDEX archive_file_item ON archive_file (item_id, ordinal);
CREATE INDEX archive_file_sha ON archive_file (sha256);

CREATE TABLE archive_box (
  id          INTEGER NOT NULL PRIMARY KEY,
  category    TEXT    NOT NULL,
  year        INTEGER NOT NULL,
  unit        TEXT    NOT NULL,
  retention   TEXT    NOT NULL,
  number      INTEGER NOT NULL, -- running in the fonds, by shelf order
  spine_mm    INTEGER NOT NULL,
  thickness   INTEGER NOT NULL, -- micrometres of paper
  first_no    INTEGER NOT NULL,
  last_no     INTEGER NOT NULL,
  items       INTEGER NOT NULL,
  sealed      INTEGER NOT NULL,
  location_id INTEGER NOT NULL, -- shelf; 0 none
  note        TEXT    NOT NULL  -- sentences of the box note
);

CREATE UNIQUE INDEX archive_box_number ON archive_box (category, number);
CREATE INDEX archive_box_class ON archive_box (year, category, unit, retention, number);

CREATE TABLE archive_year (
  id        INTEGER NOT NULL PRIMARY KEY,
  year      INTEGER NOT NULL UNIQUE,
  closed_at BIGINT  NOT NULL, -- 0 while open
  closed_by TEXT    NOT NULL,
  basis     TEXT    NOT NULL  -- names of the rules of arrangement in force
);

-- A code that was changed keeps its old form with the reason.
CREATE TABLE archive_code_history (
  id      INTEGER NOT NULL PRIMARY KEY,
  item_id INTEGER NOT NULL,
  old     TEXT    NOT NULL,
  new     TEXT    NOT NULL,
  reason  TEXT    NOT NULL,
  at      BIGINT  NOT NULL
);

CREATE INDEX archive_code_history_item ON archive_code_history (item_id, id);
CREATE INDEX archive_code_history_old ON archive_code_history (old);

CREATE TABLE archive_relation (
  id      INTEGER NOT NULL PRIMARY KEY,
  item_id INTEGER NOT NULL,
  other   INTEGER NOT NULL,
  kind    TEXT    NOT NULL -- reply, request, see_also
);

CREATE INDEX archive_relation_item ON archive_relation (item_id);

-- Units as written in a source, and what the archivist decided they are.
CREATE TABLE archive_unit_map (
  id      INTEGER NOT NULL PRIMARY KEY,
  written TEXT    NOT NULL UNIQUE,
  unit    TEXT    NOT NULL
);

-- The list of what should be filed (应归档登记).
CREATE TABLE archive_due (
  id      INTEGER NOT NULL PRIMARY KEY,
  year    INTEGER NOT NULL,
  unit    TEXT    NOT NULL,
  doc_no  TEXT    NOT NULL,
  title   TEXT    NOT NULL,
  holder  TEXT    NOT NULL,
  source  TEXT    NOT NULL, -- register, gap, case
  item_id INTEGER NOT NULL, -- 0 until filed
  urged   INTEGER NOT NULL
);

CREATE INDEX archive_due_year ON archive_due (year, unit, id);

-- What was printed from which state of the data.
CREATE TABLE archive_print (
  id       INTEGER NOT NULL PRIMARY KEY,
  kind     TEXT    NOT NULL,
  year     INTEGER NOT NULL,
  scope    TEXT    NOT NULL,
  format   TEXT    NOT NULL,
  revision INTEGER NOT NULL,
  at       BIGINT  NOT NULL,
  sha256   TEXT    NOT NULL
);

CREATE INDEX archive_print_year ON archive_print (year, kind, scope, id);

-- 03002_archive_desk.sql
-- How the tables of one older system are read, kept under a name and used again.
CREATE TABLE archive_mapping (
  id   INTEGER NOT NULL PRIMARY KEY,
  name TEXT    NOT NULL UNIQUE,
  body TEXT    NOT NULL, -- YAML, as the command line takes it
  at   BIGINT  NOT NULL
);

-- What came through the browser and waits to be taken in. The bytes lie in the
-- file store from the moment they arrived, so that no later error loses them.
CREATE TABLE archive_upload (
  id       INTEGER NOT NULL PRIMARY KEY,
  kind     TEXT    NOT NULL, -- table, documents
  name     TEXT    NOT NULL,
  files    TEXT    NOT NULL, -- JSON: path, SHA-256 and size of each file
  unit     TEXT    NOT NULL, -- code of the unit that hands over, or empty
  mapping  TEXT    NOT NULL, -- YAML; how the table is to be read
  login    TEXT    NOT NULL,
  at       BIGINT  NOT NULL,
  state    TEXT    NOT NULL, -- waiting, taken, dropped
  batch_id INTEGER NOT NULL  -- 0 until taken
);

CREATE INDEX archive_upload_state ON archive_upload (state, id);

-- 03003_archive_census.sql
-- How many items there are of every kind. PostgreSQL counts when it is asked: a
-- table kept by triggers would make everybody who writes wait for everybody else.
-- The program keeps the answer until an item changes. flags: 1 without number,
-- 2 without date, 4 period to be looked at again, 8 description in doubt.
CREATE VIEW archive_census AS
SELECT year, unit, retention, category, level, stage, state,
  CASE WHEN item_no = 0 THEN 1 ELSE 0 END + CASE WHEN date = '' THEN 2 ELSE 0 END
    + CASE WHEN retention_from IN ('default', 'proposed') THEN 4 ELSE 0 END + CASE WHEN doubts <> '{}' THEN 8 ELSE 0 END AS flags,
  count(*) AS n
FROM archive_item GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;

-- Lists of one year or one unit, the newest first.
CREATE INDEX archive_item_year_date ON archive_item (year, date, id);
CREATE INDEX archive_item_unit_date ON archive_item (unit, date, id);

-- 03004_archive_upload_part.sql
-- What came out of the containers (ZIP files) of an upload, by digest: when the
-- last paper that has one of these files is destroyed, the container goes too.
CREATE TABLE archive_upload_part (
  id        INTEGER NOT NULL PRIMARY KEY,
  upload_id INTEGER NOT NULL,
  sha256    TEXT    NOT NULL
);

CREATE INDEX archive_upload_part_sha ON archive_upload_part (sha256);
CREATE INDEX archive_upload_part_upload ON archive_upload_part (upload_id);

-- 03005_archive_acceptance.sql
-- Personnel papers that their keeper has checked and accepted, one row each.
CREATE TABLE archive_acceptance (
  id      INTEGER NOT NULL PRIMARY KEY,
  item_id INTEGER NOT NULL UNIQUE,
  login   TEXT    NOT NULL,
  name    TEXT    NOT NULL,
  at      BIGINT  NOT NULL
);

-- 03101_archive_lending_lending.sql
-- One use of the archives: who, what for, by whose consent, from when to when.
-- What is used stands in archive_loan_line.
CREATE TABLE archive_loan (
  id            INTEGER NOT NULL PRIMARY KEY,
  number        TEXT    NOT NULL UNIQUE, -- 2026-借-0031
  kind          TEXT    NOT NULL, -- lend, read, electronic, copy
  state         TEXT    NOT NULL, -- applied, declined, withdrawn, open, closed
  borrower_id   INTEGER NOT NULL, -- org_person; 0 for somebody from outside
  borrower      TEXT    NOT NULL,
  login         TEXT    NOT NULL, -- account of the borrower; empty without
  unit          TEXT    NOT NULL, -- code of the borrower's unit; empty for outsiders
  unit_name     TEXT    NOT NULL, -- unit, or the outsider's organisation
  paper         TEXT    NOT NULL, -- outsiders: letter of introduction or identity paper
  contact       TEXT    NOT NULL,
  purpose       TEXT    NOT NULL,
  reason        TEXT    NOT NULL,
  record        TEXT    NOT NULL, -- ordinary, party_committee_original, personnel
  need          TEXT    NOT NULL, -- whose consent: archivist_registers, party_secretary, political_section, bureau_consent
  consent       TEXT    NOT NULL, -- none, waiting, given, refused
  consent_by    TEXT    NOT NULL,
  consent_name  TEXT    NOT NULL,
  consent_at    BIGINT  NOT NULL,
  consent_note  TEXT    NOT NULL,
  applied_by    TEXT    NOT NULL,
  applied_at    BIGINT  NOT NULL,
  handed_by     TEXT    NOT NULL,
  handed_name   TEXT    NOT NULL,
  handed_on     TEXT    NOT NULL, -- date; empty until handed out
  due           TEXT    NOT NULL, -- date; wished for until handed out
  renewals      INTEGER NOT NULL,
  closed_on     TEXT    NOT NULL,
  effect        TEXT    NOT NULL, -- what came of the use
  effect_by     TEXT    NOT NULL,
  note          TEXT    NOT NULL, -- why declined or withdrawn
  version       INTEGER NOT NULL
);

CREATE INDEX archive_loan_state ON archive_loan (state, due);
CREATE INDEX archive_loan_login ON archive_loan (login, id);
CREATE INDEX archive_loan_borrower ON archive_loan (borrower_id, state);
CREATE INDEX archive_loan_handed ON archive_loan (handed_on, id);

CREATE TABLE archive_loan_line (
  id          INTEGER NOT NULL PRIMARY KEY,
  loan_id     INTEGER NOT NULL,
  item_id     INTEGER NOT NULL,
  code        TEXT    NOT NULL, -- as they stood when asked for
  title       TEXT    NOT NULL,
  level       INTEGER NOT NULL,
  pages       INTEGER NOT NULL,
  state       TEXT    NOT NULL, -- asked, out, returned, used, dropped
  copies      INTEGER NOT NULL,
  sealed      INTEGER NOT NULL, -- copies bear the keeping unit's seal mark
  returned_on TEXT    NOT NULL,
  received_by TEXT    NOT NULL,
  condition   TEXT    NOT NULL  -- as found on return
);

CREATE INDEX archive_loan_line_loan ON archive_loan_line (loan_id, id);
CREATE INDEX archive_loan_line_item ON archive_loan_line (item_id, state);
-- An item is in one hand at a time, whatever the program believes.
CREATE UNIQUE INDEX archive_loan_line_out ON archive_loan_line (item_id) WHERE state = 'out';

-- 03201_archive_appraisal_appraisal.sql
-- One appraisal at expiry, from the first opinion to the destruction.
CREATE TABLE archive_appraisal (
  id               INTEGER NOT NULL PRIMARY KEY,
  number           TEXT    NOT NULL UNIQUE, -- 2026-鉴-01
  title            TEXT    NOT NULL,
  state            TEXT    NOT NULL, -- appraising, reported, approved, destroyed, finished, cancelled
  leader           TEXT    NOT NULL, -- of the appraisal group
  archives         TEXT    NOT NULL, -- member from the archives
  business         TEXT    NOT NULL, -- members from the sections the papers come from
  took_part        TEXT    NOT NULL, -- accounts that opened, gave opinions or reported, joined by a comma
  report           TEXT    NOT NULL,
  list_number      TEXT    NOT NULL, -- 2026-销-01; empty if nothing is to be destroyed
  created_by       TEXT    NOT NULL,
  created_name     TEXT    NOT NULL,
  created_at       BIGINT  NOT NULL,
  reported_by      TEXT    NOT NULL,
  reported_name    TEXT    NOT NULL,
  reported_on      TEXT    NOT NULL,
  approved_by      TEXT    NOT NULL,
  approved_name    TEXT    NOT NULL,
  approved_on      TEXT    NOT NULL,
  approval_note    TEXT    NOT NULL,
  cooling          INTEGER NOT NULL, -- days of the cooling-off period, as they were at approval
  earliest         TEXT    NOT NULL, -- first day on which the list may be carried out
  supervisor1      TEXT    NOT NULL, -- accounts
  supervisor2      TEXT    NOT NULL,
  supervisor1_name TEXT    NOT NULL,
  supervisor2_name TEXT    NOT NULL,
  signed1          BIGINT  NOT NULL, -- when each of them checked the list; 0 not yet
  signed2          BIGINT  NOT NULL,
  place            TEXT    NOT NULL,
  destroyed_by     TEXT    NOT NULL,
  destroyed_name   TEXT    NOT NULL,
  destroyed_on     TEXT    NOT NULL,
  note             TEXT    NOT NULL, -- why sent back or cancelled
  version          INTEGER NOT NULL
);

CREATE INDEX archive_appraisal_state ON archive_appraisal (state, id);

CREATE TABLE archive_appraisal_line (
  id          INTEGER NOT NULL PRIMARY KEY,
  batch_id    INTEGER NOT NULL,
  item_id     INTEGER NOT NULL,
  code        TEXT    NOT NULL,
  title       TEXT    NOT NULL,
  year        INTEGER NOT NULL,
  unit        TEXT    NOT NULL,
  level       INTEGER NOT NULL,
  retention   TEXT    NOT NULL,
  pages       INTEGER NOT NULL,
  expires     TEXT    NOT NULL, -- last day of the period
  opinion     TEXT    NOT NULL, -- empty, keep, destroy
  period      TEXT    NOT NULL, -- new period of what is kept
  reason      TEXT    NOT NULL,
  opined_by   TEXT    NOT NULL,
  opined_name TEXT    NOT NULL,
  active      INTEGER NOT NULL, -- 1 while its appraisal is under way
  outcome     TEXT    NOT NULL  -- empty, kept, destroyed
);

CREATE INDEX archive_appraisal_line_batch ON archive_appraisal_line (batch_id, id);
CREATE INDEX archive_appraisal_line_item ON archive_appraisal_line (item_id, id);
-- An item stands in one appraisal at a time.
CREATE UNIQUE INDEX archive_appraisal_line_active ON archive_appraisal_line (item_id) WHERE active = 1;

-- What became of each file of a destroyed item.
CREATE TABLE archive_appraisal_file (
  id       INTEGER NOT NULL PRIMARY KEY,
  batch_id INTEGER NOT NULL,
  item_id  INTEGER NOT NULL,
  name     TEXT    NOT NULL,
  sha256   TEXT    NOT NULL,
  size     BIGINT  NOT NULL,
  state    TEXT    NOT NULL, -- due, gone, shared (another item has the same file), container (other items came in it)
  gone_at  BIGINT  NOT NULL
);

CREATE INDEX archive_appraisal_file_state ON archive_appraisal_file (state, id);
CREATE INDEX archive_appraisal_file_item ON archive_appraisal_file (item_id, id);

-- A hold stops every appraisal and destruction (batch 0) or one of them.
CREATE TABLE archive_appraisal_hold (
  id          INTEGER NOT NULL PRIMARY KEY,
  batch_id    INTEGER NOT NULL,
  kind        TEXT    NOT NULL, -- audit, lawsuit, other
  reason      TEXT    NOT NULL,
  set_by      TEXT    NOT NULL,
  set_name    TEXT    NOT NULL,
  set_at      BIGINT  NOT NULL,
  lifted_by   TEXT    NOT NULL,
  lifted_name TEXT    NOT NULL,
  lifted_at   BIGINT  NOT NULL, -- 0 while in force
  lift_reason TEXT    NOT NULL
);

CREATE INDEX archive_appraisal_hold_force ON archive_appraisal_hold (lifted_at, batch_id);

-- The review for opening: one person proposes, a second one confirms.
CREATE TABLE archive_appraisal_opening (
  id             INTEGER NOT NULL PRIMARY KEY,
  item_id        INTEGER NOT NULL,
  code           TEXT    NOT NULL,
  title          TEXT    NOT NULL,
  opinion        TEXT    NOT NULL, -- open, controlled, deferred
  reason         TEXT    NOT NULL,
  state          TEXT    NOT NULL, -- proposed, confirmed, returned
  proposed_by    TEXT    NOT NULL,
  proposed_name  TEXT    NOT NULL,
  proposed_at    BIGINT  NOT NULL,
  answered_by    TEXT    NOT NULL,
  answered_name  TEXT    NOT NULL,
  answered_at    BIGINT  NOT NULL,
  note           TEXT    NOT NULL
);

CREATE INDEX archive_appraisal_opening_item ON archive_appraisal_opening (item_id, id);
CREATE INDEX archive_appraisal_opening_state ON archive_appraisal_opening (state, id);
CREATE UNIQUE INDEX archive_appraisal_opening_one ON archive_appraisal_opening (item_id) WHERE state = 'proposed';

-- 03301_archive_custody_custody.sql
-- Where boxes stand: rooms, in them cabinets, in them shelves. The code is the
-- whole path (WS-03-2), which is also what the label says.
CREATE TABLE archive_location (
  id          INTEGER NOT NULL PRIMARY KEY,
  parent_id   INTEGER NOT NULL, -- 0 for a room
  kind        TEXT    NOT NULL, -- room, cabinet, shelf
  code        TEXT    NOT NULL UNIQUE,
  name        TEXT    NOT NULL,
  place       INTEGER NOT NULL, -- order among its siblings, which is the order of the walk
  capacity    INTEGER NOT NULL, -- boxes; 0 not set
  width_mm    INTEGER NOT NULL, -- of a shelf, usable millimetres; 0 not set
  compartment TEXT    NOT NULL, -- of a room: personnel, or empty
  retired     TEXT    NOT NULL, -- day since which it is not used; empty while it is
  note        TEXT    NOT NULL,
  version     INTEGER NOT NULL
);

CREATE INDEX archive_location_parent ON archive_location (parent_id, place);

CREATE TABLE archive_stocktake (
  id           INTEGER NOT NULL PRIMARY KEY,
  number       TEXT    NOT NULL UNIQUE,
  room_id      INTEGER NOT NULL,
  state        TEXT    NOT NULL, -- open, closed
  opened_by    TEXT    NOT NULL,
  opened_name  TEXT    NOT NULL,
  opened_at    BIGINT  NOT NULL,
  closed_by    TEXT    NOT NULL,
  closed_name  TEXT    NOT NULL,
  closed_at    BIGINT  NOT NULL,
  expected     INTEGER NOT NULL,
  found        INTEGER NOT NULL,
  missing      INTEGER NOT NULL,
  misplaced    INTEGER NOT NULL,
  foreign_here INTEGER NOT NULL,
  note         TEXT    NOT NULL,
  version      INTEGER NOT NULL
);

-- What a stock-taking expects, and what it met. Whatever stands in the room at
-- the opening has a line; a box that does not belong there gets one when met.
CREATE TABLE archive_stocktake_line (
  id           INTEGER NOT NULL PRIMARY KEY,
  stocktake_id INTEGER NOT NULL,
  box_id       INTEGER NOT NULL, -- 0 for a code that no box has
  code         TEXT    NOT NULL, -- as on the label, or as scanned
  expected_at  INTEGER NOT NULL, -- shelf; 0 none in this room
  found_at     INTEGER NOT NULL, -- shelf; 0 not met
  state        TEXT    NOT NULL, -- expected, ok, misplaced, foreign, missing
  seen_by      TEXT    NOT NULL,
  seen_at      BIGINT  NOT NULL
);

CREATE UNIQUE INDEX archive_stocktake_line_code ON archive_stocktake_line (stocktake_id, code);

CREATE TABLE archive_inspection (
  id           INTEGER NOT NULL PRIMARY KEY,
  location_id  INTEGER NOT NULL,
  box_id       INTEGER NOT NULL, -- 0 for the place as a whole
  day          TEXT    NOT NULL,
  condition    TEXT    NOT NULL, -- good, minor, serious
  finding      TEXT    NOT NULL,
  measure      TEXT    NOT NULL, -- what was done about it
  handled_on   TEXT    NOT NULL, -- empty while something is to be done
  by_login     TEXT    NOT NULL,
  by_name      TEXT    NOT NULL,
  version      INTEGER NOT NULL
);

CREATE INDEX archive_inspection_day ON archive_inspection (day, id);

CREATE TABLE archive_climate (
  id          INTEGER NOT NULL PRIMARY KEY,
  location_id INTEGER NOT NULL,
  day         TEXT    NOT NULL,
  clock       TEXT    NOT NULL, -- HH:MM
  temperature INTEGER NOT NULL, -- tenths of a degree Celsius
  humidity    INTEGER NOT NULL, -- tenths of a per cent
  measure     TEXT    NOT NULL,
  by_login    TEXT    NOT NULL,
  by_name     TEXT    NOT NULL
);

CREATE INDEX archive_climate_day ON archive_climate (location_id, day, clock);

-- The words that belong to a photograph, one row for each picture of an item.
CREATE TABLE archive_photo (
  id           INTEGER NOT NULL PRIMARY KEY,
  item_id      INTEGER NOT NULL,
  file_id      INTEGER NOT NULL, -- 0 for a print on paper
  subject      TEXT    NOT NULL,
  day          TEXT    NOT NULL,
  place        TEXT    NOT NULL,
  people       TEXT    NOT NULL,
  background   TEXT    NOT NULL,
  photographer TEXT    NOT NULL,
  holder_unit  TEXT    NOT NULL,
  taken_at     BIGINT  NOT NULL, -- by the camera's clock, microseconds; 0 unknown
  camera       TEXT    NOT NULL,
  days_off     INTEGER NOT NULL, -- between the camera's day and the event's
  note         TEXT    NOT NULL,
  by_login     TEXT    NOT NULL,
  version      INTEGER NOT NULL
);

CREATE UNIQUE INDEX archive_photo_file ON archive_photo (item_id, file_id);

-- 03501_archive_register_register.sql
-- One line of one of the yearly registers. The kinds and their fields are defined
-- in Go (kinds.go); what is counted or sought stands in columns of its own.
CREATE TABLE archive_register (
  id         INTEGER NOT NULL PRIMARY KEY,
  kind       TEXT    NOT NULL, -- training, refbook, expenditure, task, publicity, plan, compilation
  year       INTEGER NOT NULL,
  day        TEXT    NOT NULL,
  title      TEXT    NOT NULL,
  state      TEXT    NOT NULL, -- of kinds that have one
  choice     TEXT    NOT NULL, -- kind of expenditure and the like
  amount     BIGINT  NOT NULL, -- fen
  quantity   INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  facts      TEXT    NOT NULL, -- JSON: the values of all fields by name, as text
  removed    TEXT    NOT NULL, -- reason, empty while the line stands
  by_login   TEXT    NOT NULL,
  by_name    TEXT    NOT NULL,
  at         BIGINT  NOT NULL,
  version    INTEGER NOT NULL
);

CREATE INDEX archive_register_kind ON archive_register (kind, year, day, id);

-- Who holds a level of the four-level network, from a day to before another.
CREATE TABLE archive_network (
  id        INTEGER NOT NULL PRIMARY KEY,
  level     INTEGER NOT NULL, -- 1 to 4
  unit      TEXT    NOT NULL, -- of level 4; empty above
  person_id INTEGER NOT NULL,
  person    TEXT    NOT NULL,
  since     TEXT    NOT NULL,
  until     TEXT    NOT NULL  -- empty while it is held
);

CREATE INDEX archive_network_level ON archive_network (level, unit, id);

-- Who of the bureau has a paper that should be filed (archive_due keeps the name).
-- The number is that of the entry in archive_due.
CREATE TABLE archive_due_holder (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL
);

CREATE INDEX archive_due_holder_person ON archive_due_holder (person_id);

-- Numbers of the bureau's own series that were never given to a paper, and other
-- entries taken off the list of what should be filed, with the reason.
CREATE TABLE archive_due_void (
  id      INTEGER NOT NULL PRIMARY KEY,
  year    INTEGER NOT NULL,
  doc_no  TEXT    NOT NULL,
  title   TEXT    NOT NULL,
  unit    TEXT    NOT NULL,
  reason  TEXT    NOT NULL,
  by_name TEXT    NOT NULL,
  day     TEXT    NOT NULL
);

CREATE INDEX archive_due_void_year ON archive_due_void (year, id);

-- One reminder to one unit.
CREATE TABLE archive_due_urge (
  id       INTEGER NOT NULL PRIMARY KEY,
  year     INTEGER NOT NULL,
  unit     TEXT    NOT NULL,
  entries  INTEGER NOT NULL,
  deadline TEXT    NOT NULL,
  by_name  TEXT    NOT NULL,
  day      TEXT    NOT NULL
);

CREATE INDEX archive_due_urge_year ON archive_due_urge (year, unit, id);

-- When an item left the room, so that the year's figures can be balanced. The
-- number is that of the item.
CREATE TABLE archive_departure (
  id    INTEGER NOT NULL PRIMARY KEY,
  state TEXT    NOT NULL, -- transferred, destroyed, merged, excluded
  day   TEXT    NOT NULL
);

CREATE INDEX archive_departure_day ON archive_departure (day, state);

-- The items in the room at the end of a year, as they were counted then.
CREATE TABLE archive_balance (
  id      INTEGER NOT NULL PRIMARY KEY,
  year    INTEGER NOT NULL UNIQUE,
  items   INTEGER NOT NULL,
  by_name TEXT    NOT NULL,
  day     TEXT    NOT NULL
);

-- 04001_attendance_attendance.sql
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

-- 04201_report_report.sql
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

-- 04202_report_meeting.sql
-- That a matter is for a meeting to decide, as its sender said when it was put
-- forward; the last row of a matter counts. None, or no topic, is a matter that ends
-- with its addressee.
CREATE TABLE report_meeting (
  id        INTEGER NOT NULL PRIMARY KEY,
  matter_id INTEGER NOT NULL, -- report_matter
  unit      TEXT    NOT NULL, -- the sender's
  topic     TEXT    NOT NULL, -- clause of the class of matters; empty for none
  reason    TEXT    NOT NULL, -- why it is one of them
  made_at   BIGINT  NOT NULL
);

CREATE INDEX report_meeting_matter ON report_meeting (matter_id, id);

-- 05001_disclosure_disclosure.sql
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

-- 05201_disclosure_release_release.sql
-- One review before release (保密审查) of one or more files. Its steps are those of
-- its flow case.
CREATE TABLE disclosure_release (
  id           INTEGER NOT NULL PRIMARY KEY,
  number       TEXT    NOT NULL UNIQUE, -- 2026-审-0007
  purpose      TEXT    NOT NULL, -- unit, publish, answer, other
  title        TEXT    NOT NULL,
  unit         TEXT    NOT NULL, -- that made the information
  unit_name    TEXT    NOT NULL,
  person_id    INTEGER NOT NULL, -- who asks
  login        TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  subject      TEXT    NOT NULL, -- what it is for, e.g. disclosure_version:3; may be empty
  origin       TEXT    NOT NULL, -- made, obtained
  joint        INTEGER NOT NULL, -- made together with other agencies
  partners     TEXT    NOT NULL, -- those agencies, a line each
  expired      TEXT    NOT NULL, -- level and period of an expired secret; empty for none
  note         TEXT    NOT NULL,
  state        TEXT    NOT NULL, -- running, returned, declassify, cleared, withheld, withdrawn
  round        INTEGER NOT NULL, -- of files; a new one with every change of bytes
  case_id      INTEGER NOT NULL, -- flow_case
  submitted_on TEXT    NOT NULL, -- of this round
  closed_on    TEXT    NOT NULL,
  declassified_on TEXT NOT NULL,
  declassified_by TEXT NOT NULL, -- who did it, with the number of the paper
  made_at      BIGINT  NOT NULL,
  version      INTEGER NOT NULL
);

CREATE INDEX disclosure_release_unit ON disclosure_release (unit, id);
CREATE INDEX disclosure_release_subject ON disclosure_release (subject);

-- A file under review, bound by its digest.
CREATE TABLE disclosure_release_file (
  id            INTEGER NOT NULL PRIMARY KEY,
  release_id    INTEGER NOT NULL,
  round         INTEGER NOT NULL,
  name          TEXT    NOT NULL,
  sha256        TEXT    NOT NULL,
  sm3           TEXT    NOT NULL,
  size          BIGINT  NOT NULL, -- bytes
  source_name   TEXT    NOT NULL, -- of a partial release: the whole it was made from
  source_sha256 TEXT    NOT NULL,
  withheld      TEXT    NOT NULL, -- what was left out and on what ground, a line each
  made_by       TEXT    NOT NULL,
  made_at       BIGINT  NOT NULL
);

CREATE INDEX disclosure_release_file_of ON disclosure_release_file (release_id, round, id);
CREATE INDEX disclosure_release_file_sha ON disclosure_release_file (sha256);

-- What was said in a step.
CREATE TABLE disclosure_release_opinion (
  id         INTEGER NOT NULL PRIMARY KEY,
  release_id INTEGER NOT NULL,
  round      INTEGER NOT NULL,
  place      INTEGER NOT NULL, -- 1 unit, 2 office, 3 leader in charge, 4 director
  choice     TEXT    NOT NULL, -- open, exempt, report, other
  basis      TEXT    NOT NULL,
  reason     TEXT    NOT NULL,
  found      TEXT    NOT NULL, -- points of the checklist that were found, with commas
  checked    INTEGER NOT NULL, -- points that were answered
  person_id  INTEGER NOT NULL,
  login      TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  post       TEXT    NOT NULL,
  on_date    TEXT    NOT NULL,
  due        TEXT    NOT NULL, -- last day of the step
  made_at    BIGINT  NOT NULL
);

CREATE INDEX disclosure_release_opinion_of ON disclosure_release_opinion (release_id, round, id);

-- The written word of another agency on what was made together.
CREATE TABLE disclosure_release_consent (
  id         INTEGER NOT NULL PRIMARY KEY,
  release_id INTEGER NOT NULL,
  round      INTEGER NOT NULL,
  agency     TEXT    NOT NULL,
  consents   INTEGER NOT NULL,
  paper      TEXT    NOT NULL, -- number or name of the paper
  on_date    TEXT    NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL
);

CREATE INDEX disclosure_release_consent_of ON disclosure_release_consent (release_id, id);

-- A question put to a superior or to the secrecy administration (报审), one level
-- at a time.
CREATE TABLE disclosure_release_referral (
  id           INTEGER NOT NULL PRIMARY KEY,
  release_id   INTEGER NOT NULL,
  round        INTEGER NOT NULL,
  place        INTEGER NOT NULL,
  kind         TEXT    NOT NULL, -- own: the bureau's business; other
  body         TEXT    NOT NULL, -- whom
  paper        TEXT    NOT NULL,
  sent_on      TEXT    NOT NULL,
  answer       TEXT    NOT NULL, -- empty while it is open; not_secret, secret, upward
  answer_paper TEXT    NOT NULL,
  answer_words TEXT    NOT NULL,
  answered_on  TEXT    NOT NULL,
  made_by      TEXT    NOT NULL,
  made_at      BIGINT  NOT NULL,
  answered_by  TEXT    NOT NULL
);

CREATE INDEX disclosure_release_referral_of ON disclosure_release_referral (release_id, id);

-- One item of the catalogue. Its index number stays whatever becomes of it.
CREATE TABLE disclosure_item (
  id            INTEGER NOT NULL PRIMARY KEY,
  index_no      TEXT    NOT NULL, -- empty before it is given
  state         TEXT    NOT NULL, -- draft, published, internal, withheld, withdrawn
  unit          TEXT    NOT NULL,
  unit_name     TEXT    NOT NULL,
  kind          TEXT    NOT NULL, -- item, guide
  attribute     TEXT    NOT NULL, -- public, on_request, closed
  ground        TEXT    NOT NULL, -- why not public
  shown         INTEGER NOT NULL, -- number of the version that is published; 0 for none
  latest        INTEGER NOT NULL, -- number of the newest version
  runs_from     TEXT    NOT NULL, -- day from which the present period of publication runs; empty when met
  due_other     TEXT    NOT NULL, -- last day set by another rule; empty for none
  due_ground    TEXT    NOT NULL,
  published_on  TEXT    NOT NULL, -- first
  updated_on    TEXT    NOT NULL, -- last
  withdrawn_on  TEXT    NOT NULL,
  withdrawn_at  BIGINT  NOT NULL,
  withdrawn_by  TEXT    NOT NULL,
  withdrawn_why TEXT    NOT NULL,
  title_hidden  INTEGER NOT NULL,
  reexamine_on  TEXT    NOT NULL, -- of what is withheld
  made_by       TEXT    NOT NULL,
  made_at       BIGINT  NOT NULL,
  version       INTEGER NOT NULL
);

CREATE INDEX disclosure_item_state ON disclosure_item (state, updated_on);
CREATE INDEX disclosure_item_index ON disclosure_item (index_no);

-- Index numbers that were given. No row is ever removed.
CREATE TABLE disclosure_index (
  id       INTEGER NOT NULL PRIMARY KEY,
  index_no TEXT    NOT NULL UNIQUE,
  item_id  INTEGER NOT NULL UNIQUE,
  given_at BIGINT  NOT NULL
);

-- One text of an item; a change makes a new one with its own review.
CREATE TABLE disclosure_version (
  id           INTEGER NOT NULL PRIMARY KEY,
  item_id      INTEGER NOT NULL,
  n            INTEGER NOT NULL,
  state        TEXT    NOT NULL, -- draft, reviewing, cleared, refused, published, replaced
  title        TEXT    NOT NULL,
  summary      TEXT    NOT NULL,
  document_no  TEXT    NOT NULL,
  formed_on    TEXT    NOT NULL, -- formed, or changed
  category     TEXT    NOT NULL,
  column_code  TEXT    NOT NULL,
  theme        TEXT    NOT NULL,
  keywords     TEXT    NOT NULL,
  genre        TEXT    NOT NULL,
  audience     TEXT    NOT NULL,
  related      TEXT    NOT NULL,
  carrier      TEXT    NOT NULL,
  language     TEXT    NOT NULL,
  criteria     TEXT    NOT NULL, -- with commas
  ground       TEXT    NOT NULL, -- legal ground where the category asks for one
  elements     TEXT    NOT NULL, -- what it holds of the category's elements, with commas
  body         TEXT    NOT NULL,
  fields       TEXT    NOT NULL, -- of the guide: JSON; empty otherwise
  release_id   INTEGER NOT NULL, -- its review; 0 for none yet
  approved_on  TEXT    NOT NULL,
  published_on TEXT    NOT NULL,
  published_at BIGINT  NOT NULL,
  made_by      TEXT    NOT NULL,
  made_at      BIGINT  NOT NULL,
  version      INTEGER NOT NULL
);

CREATE UNIQUE INDEX disclosure_version_of ON disclosure_version (item_id, n);

-- A file of a version.
CREATE TABLE disclosure_version_file (
  id            INTEGER NOT NULL PRIMARY KEY,
  version_id    INTEGER NOT NULL,
  name          TEXT    NOT NULL,
  sha256        TEXT    NOT NULL,
  sm3           TEXT    NOT NULL,
  size          BIGINT  NOT NULL, -- bytes
  source_name   TEXT    NOT NULL,
  source_sha256 TEXT    NOT NULL,
  withheld      TEXT    NOT NULL,
  made_by       TEXT    NOT NULL,
  made_at       BIGINT  NOT NULL
);

CREATE INDEX disclosure_version_file_of ON disclosure_version_file (version_id, id);

-- By which channel a version was made public, and when.
CREATE TABLE disclosure_channel (
  id         INTEGER NOT NULL PRIMARY KEY,
  version_id INTEGER NOT NULL,
  channel    TEXT    NOT NULL,
  on_date    TEXT    NOT NULL,
  note       TEXT    NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL
);

CREATE INDEX disclosure_channel_of ON disclosure_channel (version_id, id);

-- The yearly assessment of what is withheld.
CREATE TABLE disclosure_examination (
  id      INTEGER NOT NULL PRIMARY KEY,
  item_id INTEGER NOT NULL,
  on_date TEXT    NOT NULL,
  result  TEXT    NOT NULL, -- keep, open
  reason  TEXT    NOT NULL,
  name    TEXT    NOT NULL,
  made_by TEXT    NOT NULL,
  made_at BIGINT  NOT NULL
);

CREATE INDEX disclosure_examination_of ON disclosure_examination (item_id, id);

-- The bureau's code in its index numbers.
CREATE TABLE disclosure_setting (
  id      INTEGER NOT NULL PRIMARY KEY, -- 1
  form    TEXT    NOT NULL,
  code    TEXT    NOT NULL,
  made_by TEXT    NOT NULL,
  made_at BIGINT  NOT NULL,
  version INTEGER NOT NULL
);

-- 05301_redaction_redaction.sql
-- One file to be published without what may not be.
CREATE TABLE disclosure_redaction (
  id           INTEGER NOT NULL PRIMARY KEY,
  number       TEXT    NOT NULL UNIQUE, -- 2026-遮-0001
  title        TEXT    NOT NULL,
  subject      TEXT    NOT NULL, -- what it belongs to (disclosure_application:7), or empty
  name         TEXT    NOT NULL, -- of the original file
  source_sha   TEXT    NOT NULL, -- of the original, which is never changed
  source_sm3   TEXT    NOT NULL,
  source_size  BIGINT  NOT NULL,
  work_sha     TEXT    NOT NULL, -- the PDF that is worked on; the original if it is one
  work_size    BIGINT  NOT NULL,
  pages        INTEGER NOT NULL,
  notes        TEXT    NOT NULL, -- lines: what stays behind, where a person must look
  carries      INTEGER NOT NULL, -- the original has parts that nobody sees
  state        TEXT    NOT NULL, -- draft, confirming, proven, clean, discarded
  unit         TEXT    NOT NULL,
  login        TEXT    NOT NULL, -- who drafts
  by_name      TEXT    NOT NULL,
  reviewer     TEXT    NOT NULL,
  review_name  TEXT    NOT NULL,
  remark       TEXT    NOT NULL, -- of the reviewer
  result_sha   TEXT    NOT NULL, -- the file to be published; empty before
  result_sm3   TEXT    NOT NULL,
  result_size  BIGINT  NOT NULL,
  proof        TEXT    NOT NULL, -- of the last attempt, JSON; nothing of what was hidden
  made_at      BIGINT  NOT NULL,
  decided_at   BIGINT  NOT NULL,
  version      INTEGER NOT NULL
);

CREATE INDEX disclosure_redaction_source ON disclosure_redaction (source_sha);
CREATE INDEX disclosure_redaction_result ON disclosure_redaction (result_sha);

-- One place on a page: found, or drawn by hand. What stands there is not kept: it
-- is read from the file when it is to be seen.
CREATE TABLE disclosure_redaction_box (
  id           INTEGER NOT NULL PRIMARY KEY,
  redaction_id INTEGER NOT NULL,
  hit          INTEGER NOT NULL, -- places of one finding have the same; by page and order
  page         INTEGER NOT NULL, -- from 1
  x            INTEGER NOT NULL, -- hundredths of a point from the upper left corner
  y            INTEGER NOT NULL,
  w            INTEGER NOT NULL,
  h            INTEGER NOT NULL,
  kind         TEXT    NOT NULL,
  certainty    INTEGER NOT NULL,
  why          TEXT    NOT NULL,
  state        TEXT    NOT NULL, -- open, hide, keep, erased
  ground       TEXT    NOT NULL, -- code of the ground for withholding
  note         TEXT    NOT NULL,
  elsewhere    INTEGER NOT NULL, -- the same words may stay in other places
  decided_by   TEXT    NOT NULL,
  decided_at   BIGINT  NOT NULL
);

CREATE INDEX disclosure_redaction_box_of ON disclosure_redaction_box (redaction_id, page, hit);

-- Which digits of somebody's identity number a published file left to be seen.
CREATE TABLE disclosure_redaction_shown (
  id           INTEGER NOT NULL PRIMARY KEY,
  person       TEXT    NOT NULL, -- keyed digest of the number
  redaction_id INTEGER NOT NULL,
  digits       TEXT    NOT NULL, -- eighteen signs, 1 for shown
  made_at      BIGINT  NOT NULL
);

CREATE INDEX disclosure_redaction_shown_person ON disclosure_redaction_shown (person);

-- 05401_disclosure_annual_annual.sql
-- The yearly report on disclosure. Tables three and four are counted while it is
-- collecting and stand here once it is frozen; table two is entered.
CREATE TABLE disclosure_annual_report (
  id            INTEGER NOT NULL PRIMARY KEY,
  year          INTEGER NOT NULL UNIQUE,
  state         TEXT    NOT NULL, -- collecting, frozen, checked, signing, signed, submitted, published
  asked         TEXT    NOT NULL, -- table three, JSON of 25 rows of 7
  acts          TEXT    NOT NULL, -- table two, JSON
  disputes      TEXT    NOT NULL, -- table four, JSON of 3 blocks of 5
  published     INTEGER NOT NULL, -- items published in the year
  fee_yuan      INTEGER NOT NULL, -- processing fees taken
  doubts        TEXT    NOT NULL, -- what could not be counted, one a line
  reorganised   TEXT    NOT NULL, -- why it does not begin where last year's ended
  digest        TEXT    NOT NULL, -- SHA-256 of the frozen figures and the lists behind them
  frozen_at     BIGINT  NOT NULL,
  case_id       INTEGER NOT NULL, -- its approval
  units_due     TEXT    NOT NULL, -- day by which units hand in their part
  sent_on       TEXT    NOT NULL, -- to the office of the county government
  sent_note     TEXT    NOT NULL,
  public_on     TEXT    NOT NULL,
  public_where  TEXT    NOT NULL,
  made_by       TEXT    NOT NULL,
  made_at       BIGINT  NOT NULL,
  version       INTEGER NOT NULL
);

-- One text of a report, with placeholders for figures.
CREATE TABLE disclosure_annual_text (
  id        INTEGER NOT NULL PRIMARY KEY,
  report_id INTEGER NOT NULL,
  part      TEXT    NOT NULL,
  words     TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL,
  UNIQUE (report_id, part)
);

-- One application behind the figures of a frozen report.
CREATE TABLE disclosure_annual_case (
  report_id      INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  number         TEXT    NOT NULL,
  class          TEXT    NOT NULL,
  received_on    TEXT    NOT NULL,
  finished_on    TEXT    NOT NULL,
  outcome        TEXT    NOT NULL,
  ended          TEXT    NOT NULL, -- fix, fee: taken as given up
  column_no      INTEGER NOT NULL,
  row_in         INTEGER NOT NULL,
  row_out        INTEGER NOT NULL,
  PRIMARY KEY (report_id, application_id)
);

CREATE INDEX disclosure_annual_case_cell ON disclosure_annual_case (report_id, row_out, column_no);

-- One review or lawsuit behind table four of a frozen report.
CREATE TABLE disclosure_annual_dispute (
  report_id      INTEGER NOT NULL,
  overlay_id     INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  number         TEXT    NOT NULL,
  suit           INTEGER NOT NULL,
  after_review   INTEGER NOT NULL,
  filed_on       TEXT    NOT NULL,
  decided_on     TEXT    NOT NULL,
  result         TEXT    NOT NULL,
  outcome        TEXT    NOT NULL,
  block          INTEGER NOT NULL,
  column_no      INTEGER NOT NULL,
  PRIMARY KEY (report_id, overlay_id)
);

-- What a unit owes to a report, and what followed where it came late.
CREATE TABLE disclosure_annual_unit (
  id          INTEGER NOT NULL PRIMARY KEY,
  report_id   INTEGER NOT NULL,
  unit        TEXT    NOT NULL,
  due_on      TEXT    NOT NULL,
  words       TEXT    NOT NULL,
  handed_by   TEXT    NOT NULL,
  handed_name TEXT    NOT NULL,
  handed_on   TEXT    NOT NULL,
  points      INTEGER NOT NULL, -- taken off in the yearly appraisal, in tenths
  criticised_on TEXT  NOT NULL,
  makeup_by   TEXT    NOT NULL, -- ordered day for handing in late
  note        TEXT    NOT NULL,
  version     INTEGER NOT NULL,
  UNIQUE (report_id, unit)
);

-- A correction of a report that was signed: an entry, never an overwriting.
CREATE TABLE disclosure_annual_correction (
  id        INTEGER NOT NULL PRIMARY KEY,
  report_id INTEGER NOT NULL,
  what      TEXT    NOT NULL, -- case, text, acts
  which     TEXT    NOT NULL, -- number of the application, part, or table two
  was       TEXT    NOT NULL,
  becomes   TEXT    NOT NULL,
  reason    TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL
);

CREATE INDEX disclosure_annual_correction_report ON disclosure_annual_correction (report_id, id);

-- 05501_disclosure_portal_portal.sql
-- Half-filled application forms. Each is sealed under a key that is in the code
-- which the applicant keeps: without it nobody reads it, here neither.
CREATE TABLE disclosure_draft (
  id         INTEGER NOT NULL PRIMARY KEY,
  lookup     TEXT    NOT NULL UNIQUE, -- digest of the code
  sealed     BYTEA   NOT NULL,
  expires_on TEXT    NOT NULL
);

CREATE INDEX disclosure_draft_expires ON disclosure_draft (expires_on);

-- 05502_disclosure_portal_opinion.sql
-- What the public says of the disclosure of information (意见建议).
CREATE TABLE disclosure_opinion (
  id          INTEGER NOT NULL PRIMARY KEY,
  number      TEXT    NOT NULL UNIQUE, -- 2026-意-0001
  about       TEXT    NOT NULL, -- content, service, guide, other
  words       TEXT    NOT NULL,
  contact     TEXT    NOT NULL, -- as the writer gave it; may be empty
  sent_on     TEXT    NOT NULL,
  answer      TEXT    NOT NULL, -- empty before it is dealt with
  answered_on TEXT    NOT NULL,
  answered_by TEXT    NOT NULL
);

CREATE INDEX disclosure_opinion_open ON disclosure_opinion (answered_on, id);

-- 06001_duty_duty.sql
-- The roster of a month: both tracks of every shift in duty_shift.
CREATE TABLE duty_roster (
  id             INTEGER NOT NULL PRIMARY KEY,
  month          TEXT    NOT NULL UNIQUE, -- 2026-11
  state          TEXT    NOT NULL, -- draft, submitted, approved, published
  made_by        TEXT    NOT NULL,
  made_at        BIGINT  NOT NULL,
  submitted_by   TEXT    NOT NULL,
  submitted_at   BIGINT  NOT NULL, -- 0 for not
  approved_by    TEXT    NOT NULL,
  approved_name  TEXT    NOT NULL,
  approved_at    BIGINT  NOT NULL,
  published_by   TEXT    NOT NULL,
  published_name TEXT    NOT NULL,
  published_at   BIGINT  NOT NULL,
  note           TEXT    NOT NULL, -- why it came back
  owed_at        BIGINT  NOT NULL, -- its papers are owed to the archive room since; 0 for not
  version        INTEGER NOT NULL
);

-- One shift with both tracks as the roster says. A person 0 is a gap.
CREATE TABLE duty_shift (
  id           INTEGER NOT NULL PRIMARY KEY,
  roster_id    INTEGER NOT NULL,
  from_at      BIGINT  NOT NULL,
  until_at     BIGINT  NOT NULL,
  day          TEXT    NOT NULL, -- on which it begins
  kind         TEXT    NOT NULL, -- office, night, rest, holiday
  night        INTEGER NOT NULL,
  officer_id   INTEGER NOT NULL, -- org_person
  leader_id    INTEGER NOT NULL,
  officer_note TEXT    NOT NULL, -- why it is a gap, or by whom it was changed
  leader_note  TEXT    NOT NULL,
  rev          INTEGER NOT NULL  -- grows with every change of a person; a swap is bound to it
);

CREATE INDEX duty_shift_from ON duty_shift (from_at);
CREATE INDEX duty_shift_roster ON duty_shift (roster_id, from_at);

-- Somebody else has a shift, or the rest of it: a swap that the leader of the shift
-- arranged, or a take-over at once.
CREATE TABLE duty_swap (
  id           INTEGER NOT NULL PRIMARY KEY,
  shift_id     INTEGER NOT NULL,
  shift_rev    INTEGER NOT NULL,
  track        TEXT    NOT NULL, -- officer, leader
  kind         TEXT    NOT NULL, -- swap, takeover
  from_id      INTEGER NOT NULL, -- who had it
  to_id        INTEGER NOT NULL, -- 0 until the leader named somebody
  from_at      BIGINT  NOT NULL,
  until_at     BIGINT  NOT NULL,
  reason       TEXT    NOT NULL, -- sick, personal
  words        TEXT    NOT NULL,
  state        TEXT    NOT NULL, -- asked, approved, refused, withdrawn, stale
  asked_by     TEXT    NOT NULL,
  asked_at     BIGINT  NOT NULL,
  decided_by   TEXT    NOT NULL,
  decided_name TEXT    NOT NULL,
  decided_at   BIGINT  NOT NULL,
  answer       TEXT    NOT NULL,
  ruling       TEXT    NOT NULL -- rulebook.Decision, whole
);

CREATE INDEX duty_swap_shift ON duty_swap (shift_id, id);

-- A temporary roster: somebody has a track for a stretch, above the roster by rule.
CREATE TABLE duty_temporary (
  id       INTEGER NOT NULL PRIMARY KEY,
  track    TEXT    NOT NULL,
  person_id INTEGER NOT NULL,
  from_at  BIGINT  NOT NULL,
  until_at BIGINT  NOT NULL,
  reason   TEXT    NOT NULL,
  made_by  TEXT    NOT NULL,
  made_at  BIGINT  NOT NULL,
  ended_at BIGINT  NOT NULL -- taken back; 0 while it stands
);

CREATE INDEX duty_temporary_from ON duty_temporary (from_at);

-- Who was really there, as the duty desk reports it.
CREATE TABLE duty_presence (
  id        INTEGER NOT NULL PRIMARY KEY,
  shift_id  INTEGER NOT NULL,
  track     TEXT    NOT NULL,
  person_id INTEGER NOT NULL,
  from_at   BIGINT  NOT NULL,
  until_at  BIGINT  NOT NULL, -- 0 while there
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL
);

CREATE INDEX duty_presence_from ON duty_presence (from_at);

-- Until when somebody does no night shift. The ground is for the political section
-- alone; the office sees the dates.
CREATE TABLE duty_exemption (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL,
  since     TEXT    NOT NULL,
  until     TEXT    NOT NULL, -- first day on which night shifts are possible again
  ground    TEXT    NOT NULL, -- pregnant, nursing, other
  ground_on TEXT    NOT NULL, -- expected day of birth, day of birth; empty for other
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  ended_at  BIGINT  NOT NULL -- taken back; 0 while it stands
);

CREATE INDEX duty_exemption_person ON duty_exemption (person_id);

-- What the office notes of a person: telephone for the roster, and whether the person
-- takes turns. Nobody's row: takes turns, without a telephone.
CREATE TABLE duty_member (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL UNIQUE,
  phone     TEXT    NOT NULL,
  excused   TEXT    NOT NULL, -- why no turns; empty for taking them
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL
);

-- Addresses at which a calendar program fetches turns. The address itself is not kept.
CREATE TABLE duty_feed (
  id         INTEGER NOT NULL PRIMARY KEY,
  login      TEXT    NOT NULL,
  person_id  INTEGER NOT NULL,
  whole      INTEGER NOT NULL, -- the whole roster, not only one's own turns
  token      TEXT    NOT NULL UNIQUE, -- SHA-256 of what stands in the address
  made_at    BIGINT  NOT NULL,
  revoked_at BIGINT  NOT NULL
);

CREATE INDEX duty_feed_login ON duty_feed (login);

-- 06101_duty_desk_desk.sql
-- One person's time at the desk: from arriving to having handed over.
CREATE TABLE duty_stint (
  id            INTEGER NOT NULL PRIMARY KEY,
  shift         BIGINT  NOT NULL, -- of the roster
  person_id     INTEGER NOT NULL,
  login         TEXT    NOT NULL,
  name          TEXT    NOT NULL,
  leader_id     INTEGER NOT NULL, -- duty leader when it began
  leader_login  TEXT    NOT NULL,
  leader_name   TEXT    NOT NULL,
  why           TEXT    NOT NULL, -- in the roster's words
  planned_from  BIGINT  NOT NULL,
  planned_until BIGINT  NOT NULL,
  arrived_at    BIGINT  NOT NULL,
  began_at      BIGINT  NOT NULL, -- took over; 0 while waiting for that
  ended_at      BIGINT  NOT NULL, -- handed over; 0 while on
  vacant_from   BIGINT  NOT NULL, -- nobody was here from then to began_at; 0 for no gap
  alone_at      BIGINT  NOT NULL, -- the leader was told that nobody came; 0 for not
  state         TEXT    NOT NULL, -- waiting, on, ended, left
  made_at       BIGINT  NOT NULL
);

CREATE INDEX duty_stint_state ON duty_stint (state, id);
CREATE INDEX duty_stint_login ON duty_stint (login, began_at);

-- One line of the log (值班记录).
CREATE TABLE duty_log (
  id             INTEGER NOT NULL PRIMARY KEY,
  year           INTEGER NOT NULL, -- in which it was written
  no             INTEGER NOT NULL, -- without gaps within the year
  kind           TEXT    NOT NULL, -- call, fax, visit, citizen, urgent, order, meeting, missed, task
  source         TEXT    NOT NULL, -- of the book's list
  outgoing       INTEGER NOT NULL, -- we called
  stint_id       INTEGER NOT NULL,
  happened_at    BIGINT  NOT NULL,
  late_why       TEXT    NOT NULL, -- why it was written down only afterwards
  party          TEXT    NOT NULL, -- the other side: caller, sender, visitor, addressee, organiser
  party_unit     TEXT    NOT NULL,
  party_phone    TEXT    NOT NULL,
  receiver       TEXT    NOT NULL,
  receiver_phone TEXT    NOT NULL,
  matter         TEXT    NOT NULL,
  outcome        TEXT    NOT NULL,
  citizen        TEXT    NOT NULL, -- which kind of citizen's call
  medium         TEXT    NOT NULL, -- by which an order was passed on
  receipt        TEXT    NOT NULL, -- who confirmed it, how
  receipt_at     BIGINT  NOT NULL,
  giver          TEXT    NOT NULL, -- whose order or task it is
  stand_in       TEXT    NOT NULL, -- who kept the desk meanwhile
  secret         INTEGER NOT NULL, -- a work secret
  suspicious     INTEGER NOT NULL,
  verify_with    TEXT    NOT NULL,
  verify_result  TEXT    NOT NULL,
  verify_measure TEXT    NOT NULL,
  verified_by    TEXT    NOT NULL,
  verified_at    BIGINT  NOT NULL,
  told_to        TEXT    NOT NULL, -- the duty leader told of it
  told_how       TEXT    NOT NULL,
  told_words     TEXT    NOT NULL, -- what the leader said
  told_at        BIGINT  NOT NULL,
  told_by        TEXT    NOT NULL,
  reminded_at    BIGINT  NOT NULL, -- the officer was reminded to tell the leader
  state          TEXT    NOT NULL, -- open, closed
  keeper         TEXT    NOT NULL, -- who goes on with it after the shift, by the leader's decision
  closing        TEXT    NOT NULL,
  closed_at      BIGINT  NOT NULL,
  closed_by      TEXT    NOT NULL,
  incident_id    INTEGER NOT NULL,
  made_by        TEXT    NOT NULL,
  made_name      TEXT    NOT NULL,
  made_at        BIGINT  NOT NULL,
  UNIQUE (year, no)
);

CREATE INDEX duty_log_state ON duty_log (state, id);
CREATE INDEX duty_log_at ON duty_log (happened_at);
CREATE INDEX duty_log_made ON duty_log (made_at);
CREATE INDEX duty_log_stint ON duty_log (stint_id);

-- What a correction changed; the earlier words stay readable.
CREATE TABLE duty_correction (
  id        INTEGER NOT NULL PRIMARY KEY,
  subject   TEXT    NOT NULL, -- duty_log:12, duty_incident:3
  field     TEXT    NOT NULL,
  label     TEXT    NOT NULL,
  was       TEXT    NOT NULL,
  became    TEXT    NOT NULL,
  reason    TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL
);

CREATE INDEX duty_correction_subject ON duty_correction (subject, id);

-- One attempt to hand the desk over. What was sent back is followed by another round.
CREATE TABLE duty_handover (
  id             INTEGER NOT NULL PRIMARY KEY,
  stint_id       INTEGER NOT NULL,
  next_stint     INTEGER NOT NULL,
  round          INTEGER NOT NULL,
  giver_login    TEXT    NOT NULL,
  giver_name     TEXT    NOT NULL,
  receiver_login TEXT    NOT NULL,
  receiver_name  TEXT    NOT NULL,
  words          TEXT    NOT NULL,
  state          TEXT    NOT NULL, -- offered, returned, deciding, done
  offered_at     BIGINT  NOT NULL, -- the giver signed
  answered_at    BIGINT  NOT NULL, -- the receiver signed, or sent it back
  answer         TEXT    NOT NULL
);

CREATE INDEX duty_handover_stint ON duty_handover (stint_id, id);

CREATE TABLE duty_handover_item (
  id           INTEGER NOT NULL PRIMARY KEY,
  handover_id  INTEGER NOT NULL,
  log_id       INTEGER NOT NULL, -- one of log_id and incident_id
  incident_id  INTEGER NOT NULL,
  refusals     INTEGER NOT NULL, -- so far, this round included
  answer       TEXT    NOT NULL, -- accept, refuse; empty while unanswered
  reason       TEXT    NOT NULL,
  ruling       TEXT    NOT NULL, -- receiver, giver: whom the duty leader chose
  ruling_words TEXT    NOT NULL,
  ruled_by     TEXT    NOT NULL,
  ruled_name   TEXT    NOT NULL,
  ruled_at     BIGINT  NOT NULL
);

CREATE INDEX duty_handover_item_handover ON duty_handover_item (handover_id, id);

-- One emergency (突发事件).
CREATE TABLE duty_incident (
  id           INTEGER NOT NULL PRIMARY KEY,
  number       TEXT    NOT NULL UNIQUE, -- 2026-突-0003
  stint_id     INTEGER NOT NULL,
  log_id       INTEGER NOT NULL, -- the line of the log it came from; 0 for none
  title        TEXT    NOT NULL,
  place        TEXT    NOT NULL,
  nature       TEXT    NOT NULL,
  severity     TEXT    NOT NULL, -- ordinary, serious, major, extreme
  unit         TEXT    NOT NULL, -- code of the section whose field it is
  informant    TEXT    NOT NULL,
  phone        TEXT    NOT NULL,
  happened_at  BIGINT  NOT NULL,
  heard_at     BIGINT  NOT NULL,
  late_why     TEXT    NOT NULL, -- why it was entered only afterwards
  scope        TEXT    NOT NULL, -- whom and what it touches
  loss         TEXT    NOT NULL,
  trend        TEXT    NOT NULL,
  present      TEXT    NOT NULL, -- which leaders are on the spot
  measures     TEXT    NOT NULL,
  secret       INTEGER NOT NULL,
  state        TEXT    NOT NULL, -- open, linked, closed
  keeper       TEXT    NOT NULL,
  same_as      INTEGER NOT NULL, -- the incident it repeats; 0 for none
  closing      TEXT    NOT NULL,
  closed_at    BIGINT  NOT NULL,
  closed_by    TEXT    NOT NULL,
  leader_login TEXT    NOT NULL, -- duty leader when it was heard of
  made_by      TEXT    NOT NULL,
  made_name    TEXT    NOT NULL,
  made_at      BIGINT  NOT NULL
);

CREATE INDEX duty_incident_state ON duty_incident (state, id);
CREATE INDEX duty_incident_heard ON duty_incident (heard_at);

-- One step of an incident, with its evidence.
CREATE TABLE duty_step (
  id          INTEGER NOT NULL PRIMARY KEY,
  incident_id INTEGER NOT NULL,
  kind        TEXT    NOT NULL, -- tell, instruct, act, conflict, decide, raise, link
  rank        TEXT    NOT NULL, -- who was told or spoke: leader, contact, director
  person      TEXT    NOT NULL,
  login       TEXT    NOT NULL, -- of that person, where known
  at          BIGINT  NOT NULL, -- when it happened
  means       TEXT    NOT NULL,
  words       TEXT    NOT NULL,
  ref         INTEGER NOT NULL, -- the instruction it rests on
  ref2        INTEGER NOT NULL, -- the other one of a conflict
  flag        TEXT    NOT NULL, -- contact (tell that leader), report, no_report, a degree
  target      INTEGER NOT NULL, -- the person the duty leader named
  made_by     TEXT    NOT NULL,
  made_name   TEXT    NOT NULL,
  made_at     BIGINT  NOT NULL
);

CREATE INDEX duty_step_incident ON duty_step (incident_id, at, id);

-- A missed clock and who was told of it. It stays.
CREATE TABLE duty_alarm (
  id          INTEGER NOT NULL PRIMARY KEY,
  incident_id INTEGER NOT NULL,
  line        TEXT    NOT NULL, -- leader, contact, district
  started_at  BIGINT  NOT NULL, -- of the clock
  due         BIGINT  NOT NULL,
  level       TEXT    NOT NULL, -- leader, director
  login       TEXT    NOT NULL, -- who was told; empty where nobody could be
  made_at     BIGINT  NOT NULL,
  UNIQUE (incident_id, line, started_at, level)
);

-- A written report to the district: first, follow-up, final.
CREATE TABLE duty_bulletin (
  id          INTEGER NOT NULL PRIMARY KEY,
  incident_id INTEGER NOT NULL,
  kind        TEXT    NOT NULL, -- first, follow, final
  no          INTEGER NOT NULL, -- of the follow-ups
  body        TEXT    NOT NULL,
  state       TEXT    NOT NULL, -- draft, signed, sent
  drafted_by  TEXT    NOT NULL,
  drafted_name TEXT   NOT NULL,
  drafted_at  BIGINT  NOT NULL,
  signed_by   TEXT    NOT NULL,
  signed_name TEXT    NOT NULL,
  signed_at   BIGINT  NOT NULL,
  channel     TEXT    NOT NULL,
  recipients  TEXT    NOT NULL,
  failure     TEXT    NOT NULL, -- what was wrong with the network, where it went by fax
  failed_at   BIGINT  NOT NULL,
  sent_at     BIGINT  NOT NULL,
  sent_by     TEXT    NOT NULL,
  receipt     TEXT    NOT NULL,
  receipt_at  BIGINT  NOT NULL
);

CREATE INDEX duty_bulletin_incident ON duty_bulletin (incident_id, id);

-- An inspection of the desk (查岗), one row for each thing that was looked at.
CREATE TABLE duty_inspection (
  id          INTEGER NOT NULL PRIMARY KEY,
  stint_id    INTEGER NOT NULL, -- 0: nobody was there
  person      TEXT    NOT NULL,
  at          BIGINT  NOT NULL,
  findings    TEXT    NOT NULL, -- alcohol, entertain, guests, vacant, missed, phone; with commas, empty for none
  words       TEXT    NOT NULL,
  made_by     TEXT    NOT NULL,
  made_name   TEXT    NOT NULL,
  made_at     BIGINT  NOT NULL
);

-- Who answers for a failure, and what was decided.
CREATE TABLE duty_liability (
  id            INTEGER NOT NULL PRIMARY KEY,
  kind          TEXT    NOT NULL, -- neglect, offpost
  incident_id   INTEGER NOT NULL, -- one of the two
  inspection_id INTEGER NOT NULL,
  person_id     INTEGER NOT NULL,
  person        TEXT    NOT NULL,
  facts         TEXT    NOT NULL,
  ground        TEXT    NOT NULL, -- the rule it rests on
  decision      TEXT    NOT NULL,
  decided_on    TEXT    NOT NULL,
  made_by       TEXT    NOT NULL,
  made_name     TEXT    NOT NULL,
  made_at       BIGINT  NOT NULL
);

-- The log book of a year that went to the archive; its number is the year.
CREATE TABLE duty_book (
  id        INTEGER NOT NULL PRIMARY KEY,
  entries   INTEGER NOT NULL,
  secret    INTEGER NOT NULL,
  closed_at BIGINT  NOT NULL
);

-- 06301_meeting_meeting.sql
-- One meeting from its planning to the signed minutes.
CREATE TABLE meeting_meeting (
  id            INTEGER NOT NULL PRIMARY KEY,
  kind          TEXT    NOT NULL, -- code of the book: party_committee, director_office …
  year          INTEGER NOT NULL, -- of the day on which it is held
  number        INTEGER NOT NULL, -- among those of its kind and year that were opened; 0 before
  enlarged      INTEGER NOT NULL,
  adhoc_reason  TEXT    NOT NULL, -- empty for a regular one
  late_reason   TEXT    NOT NULL, -- why it is entered after it was held; empty otherwise
  held_on       TEXT    NOT NULL,
  starts_at     BIGINT  NOT NULL,
  ends_at       BIGINT  NOT NULL, -- as planned
  place         TEXT    NOT NULL,
  theme         TEXT    NOT NULL,
  chair_id      INTEGER NOT NULL, -- org_person
  chair         TEXT    NOT NULL,
  chair_post    TEXT    NOT NULL,
  delegated     TEXT    NOT NULL, -- record of the delegation where another than the post's holder chairs
  state         TEXT    NOT NULL, -- planned, told, open, closed, signed, cancelled
  agenda_by     TEXT    NOT NULL, -- who fixed the agenda; empty while it is collected
  agenda_at     BIGINT  NOT NULL,
  told_at       BIGINT  NOT NULL, -- notice; 0 for not yet
  short_reason  TEXT    NOT NULL, -- why the notice came late
  opened_at     BIGINT  NOT NULL,
  closed_at     BIGINT  NOT NULL,
  due           INTEGER NOT NULL, -- members who should attend, as counted at opening
  present       INTEGER NOT NULL, -- members in the room at opening
  cancel_reason TEXT    NOT NULL,
  paper         TEXT    NOT NULL, -- 局长办公会纪要〔2026〕3号; empty before it is signed
  made_by       TEXT    NOT NULL,
  made_at       BIGINT  NOT NULL,
  version       INTEGER NOT NULL
);

CREATE INDEX meeting_meeting_day ON meeting_meeting (held_on, id);
CREATE INDEX meeting_meeting_kind ON meeting_meeting (kind, year, number);

-- Who belongs to a meeting. One row a person: nobody is counted twice.
CREATE TABLE meeting_seat (
  id           INTEGER NOT NULL PRIMARY KEY,
  meeting_id   INTEGER NOT NULL,
  person_id    INTEGER NOT NULL,
  login        TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  post         TEXT    NOT NULL,
  part         TEXT    NOT NULL, -- member, observer, gone (no longer a member)
  told_at      BIGINT  NOT NULL,
  read_at      BIGINT  NOT NULL, -- receipt
  excuse       TEXT    NOT NULL, -- leave, trip, duty, ill, work, other; empty for none
  excuse_words TEXT    NOT NULL,
  excused_by   TEXT    NOT NULL,
  excused_at   BIGINT  NOT NULL,
  UNIQUE (meeting_id, person_id)
);

CREATE INDEX meeting_seat_login ON meeting_seat (login, meeting_id);

-- Who came and went, and when: the room at any moment follows from it.
CREATE TABLE meeting_move (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  kind       TEXT    NOT NULL, -- in, out, withdraw (from one item)
  item_id    INTEGER NOT NULL, -- of a withdrawal
  at         BIGINT  NOT NULL,
  note       TEXT    NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL
);

CREATE INDEX meeting_move_meeting ON meeting_move (meeting_id, id);

-- One item: proposed for a kind of meeting, then on the agenda of one.
CREATE TABLE meeting_item (
  id           INTEGER NOT NULL PRIMARY KEY,
  meeting_id   INTEGER NOT NULL, -- 0 while it waits for a meeting
  kind         TEXT    NOT NULL,
  topic        TEXT    NOT NULL,
  place        INTEGER NOT NULL, -- on the agenda, from 1; 0 before
  title        TEXT    NOT NULL,
  line         TEXT    NOT NULL, -- what it is about, what is proposed
  unit         TEXT    NOT NULL, -- that presents it
  unit_name    TEXT    NOT NULL,
  source       TEXT    NOT NULL, -- who asked: flow_step:12; empty for people of the house
  url          TEXT    NOT NULL, -- of the asker's case
  basis        TEXT    NOT NULL, -- clauses of the asker, with commas
  concerned    TEXT    NOT NULL, -- persons who must withdraw, with commas
  cadre        INTEGER NOT NULL,
  major        INTEGER NOT NULL,
  no_material  INTEGER NOT NULL,
  pretold_at   BIGINT  NOT NULL, -- members were told of a major item
  state        TEXT    NOT NULL, -- proposed, declined, dropped, listed, open, suspended, decided
  outcome      TEXT    NOT NULL, -- agreed, refused, deferred, noted
  words        TEXT    NOT NULL, -- of the decision, or why it was declined or suspended
  voting       TEXT    NOT NULL, -- named, show; empty for none
  yes          INTEGER NOT NULL,
  no           INTEGER NOT NULL,
  abstain      INTEGER NOT NULL,
  due          INTEGER NOT NULL, -- members who should attend, at the decision
  present      INTEGER NOT NULL, -- members in the room and not withdrawn
  opened_at    BIGINT  NOT NULL,
  decided_at   BIGINT  NOT NULL,
  carried_from INTEGER NOT NULL, -- item deferred at an earlier meeting
  login        TEXT    NOT NULL, -- who proposed it
  name         TEXT    NOT NULL,
  made_by      TEXT    NOT NULL,
  made_at      BIGINT  NOT NULL,
  version      INTEGER NOT NULL
);

CREATE INDEX meeting_item_meeting ON meeting_item (meeting_id, place);
CREATE INDEX meeting_item_state ON meeting_item (kind, state);
CREATE INDEX meeting_item_source ON meeting_item (source);

-- What an item brings along: material, research, consultation of opinions.
CREATE TABLE meeting_paper (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  item_id    INTEGER NOT NULL,
  kind       TEXT    NOT NULL, -- material, research, consult
  words      TEXT    NOT NULL, -- what it is; a record without a file
  name       TEXT    NOT NULL,
  sha256     TEXT    NOT NULL,
  sm3        TEXT    NOT NULL,
  size       BIGINT  NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL
);

CREATE INDEX meeting_paper_item ON meeting_paper (item_id, id);
CREATE INDEX meeting_paper_sha ON meeting_paper (sha256);

-- What was said on an item, in the order in which it was said: the original record.
CREATE TABLE meeting_opinion (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  item_id    INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  name       TEXT    NOT NULL,
  absent     INTEGER NOT NULL, -- in writing by somebody who was not there: recorded, not counted
  words      TEXT    NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL,
  UNIQUE (item_id, person_id)
);

CREATE INDEX meeting_opinion_meeting ON meeting_opinion (meeting_id, id);

-- Votes given by name.
CREATE TABLE meeting_vote (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  item_id    INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  name       TEXT    NOT NULL,
  vote       TEXT    NOT NULL, -- yes, no, abstain
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL,
  UNIQUE (item_id, person_id)
);

CREATE INDEX meeting_vote_meeting ON meeting_vote (meeting_id, id);

-- What is to be done on a decision, by whom, until when.
CREATE TABLE meeting_resolution (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  item_id    INTEGER NOT NULL,
  what       TEXT    NOT NULL,
  unit       TEXT    NOT NULL,
  owner_id   INTEGER NOT NULL,
  owner      TEXT    NOT NULL,
  due        TEXT    NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL
);

CREATE INDEX meeting_resolution_meeting ON meeting_resolution (meeting_id, id);

-- The minutes, and every correction of them: a signed row never changes.
CREATE TABLE meeting_minutes (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  part       INTEGER NOT NULL, -- 0 the minutes, from 1 the corrections
  body       TEXT    NOT NULL,
  reason     TEXT    NOT NULL, -- of a correction
  state      TEXT    NOT NULL, -- draft, sent, signed
  returned   TEXT    NOT NULL, -- what the chair wants changed
  drafted_by TEXT    NOT NULL,
  drafted_at BIGINT  NOT NULL,
  signer_id  INTEGER NOT NULL,
  signer     TEXT    NOT NULL,
  signed_at  BIGINT  NOT NULL,
  UNIQUE (meeting_id, part)
);

-- Who asked to read an original record, what was answered, how often it was read.
CREATE TABLE meeting_access (
  id         INTEGER NOT NULL PRIMARY KEY,
  meeting_id INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  login      TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  purpose    TEXT    NOT NULL,
  answer     TEXT    NOT NULL, -- asked, granted, refused
  words      TEXT    NOT NULL,
  until_on   TEXT    NOT NULL, -- last day of a consent
  answered_by TEXT   NOT NULL,
  answered_at BIGINT NOT NULL,
  readings   INTEGER NOT NULL,
  read_at    BIGINT  NOT NULL, -- the last time
  made_at    BIGINT  NOT NULL
);

CREATE INDEX meeting_access_meeting ON meeting_access (meeting_id, id);
CREATE INDEX meeting_access_login ON meeting_access (login, id);

-- 06401_life_life.sql
-- The democratic life meeting of a year.
CREATE TABLE meeting_life_meeting (
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
CREATE TABLE meeting_life_person (
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

CREATE INDEX meeting_life_person_login ON meeting_life_person (login, life_id);

-- A step that was done. The latest of a step stands; a study before the meeting may
-- stand more than once.
CREATE TABLE meeting_life_mark (
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

CREATE INDEX meeting_life_mark_life ON meeting_life_mark (life_id, step);

-- An opinion that was heard. Whose it is stands only where a talk was held and the
-- person agreed to be named.
CREATE TABLE meeting_life_opinion (
  id        INTEGER NOT NULL PRIMARY KEY,
  life_id   INTEGER NOT NULL,
  form      TEXT    NOT NULL, -- symposium, talk, appraisal
  words     TEXT    NOT NULL,
  named     TEXT    NOT NULL, -- empty: not told
  collector TEXT    NOT NULL, -- member charged by the committee; empty for the political section
  heard_on  TEXT    NOT NULL
);

CREATE INDEX meeting_life_opinion_life ON meeting_life_opinion (life_id, id);

-- A heart-to-heart talk was held. Of what was said nothing is kept.
CREATE TABLE meeting_life_talk (
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
CREATE TABLE meeting_life_measure (
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

CREATE INDEX meeting_life_measure_life ON meeting_life_measure (life_id, id);
CREATE INDEX meeting_life_measure_login ON meeting_life_measure (login, done_on);

-- A leader looked how the measures are carried out.
CREATE TABLE meeting_life_check (
  id         INTEGER NOT NULL PRIMARY KEY,
  life_id    INTEGER NOT NULL,
  words      TEXT    NOT NULL,
  person     TEXT    NOT NULL,
  login      TEXT    NOT NULL,
  checked_on TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL
);

CREATE INDEX meeting_life_check_life ON meeting_life_check (life_id, id);

-- Papers, each with the step it proves.
CREATE TABLE meeting_life_paper (
  id      INTEGER NOT NULL PRIMARY KEY,
  life_id INTEGER NOT NULL,
  step    TEXT    NOT NULL,
  part_id INTEGER NOT NULL, -- meeting_life_person of a speech, meeting_life_measure of evidence; else 0
  name    TEXT    NOT NULL,
  sha256  TEXT    NOT NULL,
  sm3     TEXT    NOT NULL,
  size    BIGINT  NOT NULL, -- bytes
  made_by TEXT    NOT NULL,
  made_at BIGINT  NOT NULL
);

CREATE INDEX meeting_life_paper_life ON meeting_life_paper (life_id, id);

-- 06501_followup_followup.sql
-- Something that a meeting decided or a leader ordered, to be done by somebody
-- until a day.
CREATE TABLE meeting_followup_item (
  id         INTEGER NOT NULL PRIMARY KEY,
  number     TEXT    NOT NULL UNIQUE, -- 2026-督-0007
  source     TEXT    NOT NULL, -- meeting, instruction
  meeting_id INTEGER NOT NULL, -- 0 for an instruction
  agenda_id  INTEGER NOT NULL, -- item of the agenda; 0 for none
  origin     TEXT    NOT NULL, -- 局长办公会纪要〔2026〕3号第2项; the paper that bears the instruction
  url        TEXT    NOT NULL, -- where the source is read; empty for none
  decider_id INTEGER NOT NULL, -- who chaired, or who gave the instruction; 0 where nobody is known
  decider    TEXT    NOT NULL,
  given_on   TEXT    NOT NULL,
  keeper     TEXT    NOT NULL, -- unit that confirms the closing
  closed_to  INTEGER NOT NULL, -- 1: not for every leader, as with the party committee
  what       TEXT    NOT NULL,
  unit       TEXT    NOT NULL,
  unit_name  TEXT    NOT NULL,
  owner_id   INTEGER NOT NULL, -- org_person
  login      TEXT    NOT NULL,
  owner      TEXT    NOT NULL,
  first_due  TEXT    NOT NULL, -- as decided
  due        TEXT    NOT NULL, -- as extended; empty where none was set
  asked      TEXT    NOT NULL, -- day asked for; empty while no extension is asked for
  asked_why  TEXT    NOT NULL,
  state      TEXT    NOT NULL, -- open, reported, closed, void
  result     TEXT    NOT NULL, -- what its owner says was done
  done_on    TEXT    NOT NULL, -- the day its owner said so, if it was then confirmed or is waiting
  closed_on  TEXT    NOT NULL,
  closed_by  TEXT    NOT NULL, -- name
  stage      TEXT    NOT NULL, -- reminder given last
  urged_on   TEXT    NOT NULL, -- last day of urging
  filed_at   BIGINT  NOT NULL, -- owed to the archive; 0 for not
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL
);

CREATE INDEX meeting_followup_item_login ON meeting_followup_item (login, state);
CREATE INDEX meeting_followup_item_unit ON meeting_followup_item (unit, state);
CREATE INDEX meeting_followup_item_meeting ON meeting_followup_item (meeting_id);
CREATE INDEX meeting_followup_item_due ON meeting_followup_item (state, due);

-- What happened to it, line by line.
CREATE TABLE meeting_followup_line (
  id      INTEGER NOT NULL PRIMARY KEY,
  item_id INTEGER NOT NULL,
  kind    TEXT    NOT NULL, -- set, progress, ask, extend, keep, done, back, close, urge, pass, void
  text    TEXT    NOT NULL,
  due     TEXT    NOT NULL, -- of ask and extend
  person  TEXT    NOT NULL, -- name of who acted
  post    TEXT    NOT NULL,
  login   TEXT    NOT NULL,
  made_on TEXT    NOT NULL,
  made_at BIGINT  NOT NULL
);

CREATE INDEX meeting_followup_line_item ON meeting_followup_line (item_id, id);

-- Files that belong to it.
CREATE TABLE meeting_followup_paper (
  id      INTEGER NOT NULL PRIMARY KEY,
  item_id INTEGER NOT NULL,
  name    TEXT    NOT NULL,
  sha256  TEXT    NOT NULL,
  sm3     TEXT    NOT NULL,
  size    BIGINT  NOT NULL, -- bytes
  made_by TEXT    NOT NULL,
  made_at BIGINT  NOT NULL
);

CREATE INDEX meeting_followup_paper_item ON meeting_followup_paper (item_id, id);

-- Why a meeting was not held in a month or, where month is 0, in a year.
CREATE TABLE meeting_followup_missed (
  id      INTEGER NOT NULL PRIMARY KEY,
  kind    TEXT    NOT NULL,
  year    INTEGER NOT NULL,
  month   INTEGER NOT NULL,
  reason  TEXT    NOT NULL,
  person  TEXT    NOT NULL,
  made_by TEXT    NOT NULL,
  made_at BIGINT  NOT NULL,
  UNIQUE (kind, year, month)
);

-- What the daily look has already said of a meeting that is missing.
CREATE TABLE meeting_followup_reminded (
  id      INTEGER NOT NULL PRIMARY KEY,
  word    TEXT    NOT NULL UNIQUE, -- party_committee:2026-11
  open    INTEGER NOT NULL, -- 0: met since
  made_at BIGINT  NOT NULL
);

-- 06601_meeting_venue_venue.sql
-- The rooms of the building that can be booked.
CREATE TABLE meeting_venue (
  id        INTEGER NOT NULL PRIMARY KEY,
  name      TEXT    NOT NULL UNIQUE,
  place     TEXT    NOT NULL, -- floor, building
  seats     INTEGER NOT NULL, -- 0 if nobody counted
  equipment TEXT    NOT NULL,
  phone     TEXT    NOT NULL,
  keeper    TEXT    NOT NULL, -- who opens it, by post
  retired   TEXT    NOT NULL, -- day since which it is not booked; empty while it is
  version   INTEGER NOT NULL
);

CREATE TABLE meeting_booking (
  id         INTEGER NOT NULL PRIMARY KEY,
  room_id    INTEGER NOT NULL,
  title      TEXT    NOT NULL,
  from_at    BIGINT  NOT NULL, -- microseconds; half open
  until_at   BIGINT  NOT NULL,
  state      TEXT    NOT NULL, -- booked, withdrawn
  source     TEXT    NOT NULL, -- what it belongs to, e.g. meeting:12; empty for none
  login      TEXT    NOT NULL, -- whose it is
  name       TEXT    NOT NULL,
  unit       TEXT    NOT NULL,
  unit_name  TEXT    NOT NULL,
  phone      TEXT    NOT NULL,
  reason     TEXT    NOT NULL, -- why it was moved or withdrawn by somebody else
  changed_by TEXT    NOT NULL,
  changed_at BIGINT  NOT NULL,
  untold     INTEGER NOT NULL, -- 1 until the owner took note of a change by others
  made_at    BIGINT  NOT NULL,
  version    INTEGER NOT NULL
);

CREATE INDEX meeting_booking_time ON meeting_booking (until_at, from_at);
CREATE INDEX meeting_booking_source ON meeting_booking (source);

-- 06801_study_study.sql
-- Who studies with which body, from a day to before another.
CREATE TABLE study_member (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL, -- org_person
  grp       TEXT    NOT NULL, -- core, staff, party
  since     TEXT    NOT NULL,
  until     TEXT    NOT NULL, -- first day no longer; empty for open
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL
);

CREATE INDEX study_member_person ON study_member (person_id, grp);

-- The plan of a year; its id is the year.
CREATE TABLE study_plan (
  id            INTEGER NOT NULL PRIMARY KEY,
  state         TEXT    NOT NULL, -- draft, proposed, approved
  aims          TEXT    NOT NULL, -- of the book's list, with 、
  text          TEXT    NOT NULL,
  made_by       TEXT    NOT NULL,
  made_at       BIGINT  NOT NULL,
  proposed_by   TEXT    NOT NULL,
  proposed_at   BIGINT  NOT NULL,
  approved_by   TEXT    NOT NULL,
  approved_name TEXT    NOT NULL,
  approved_at   BIGINT  NOT NULL,
  words         TEXT    NOT NULL, -- why it was sent back
  version       INTEGER NOT NULL
);

-- A session that the plan wants.
CREATE TABLE study_planned (
  id      INTEGER NOT NULL PRIMARY KEY,
  year    INTEGER NOT NULL,
  month   INTEGER NOT NULL,
  bodies  TEXT    NOT NULL, -- with commas; the first is the host
  form    TEXT    NOT NULL,
  topic   TEXT    NOT NULL, -- of the seven
  title   TEXT    NOT NULL,
  dropped INTEGER NOT NULL,
  made_by TEXT    NOT NULL,
  made_at BIGINT  NOT NULL
);

CREATE INDEX study_planned_year ON study_planned (year, month);

-- A question of the year that is to be looked into.
CREATE TABLE study_issue (
  id      INTEGER NOT NULL PRIMARY KEY,
  year    INTEGER NOT NULL,
  field   TEXT    NOT NULL, -- of the three
  title   TEXT    NOT NULL,
  unit    TEXT    NOT NULL, -- that takes it on; empty for the bureau
  dropped INTEGER NOT NULL,
  made_by TEXT    NOT NULL,
  made_at BIGINT  NOT NULL
);

CREATE INDEX study_issue_year ON study_issue (year);

-- A session, an activity, or a substitution for a session.
CREATE TABLE study_session (
  id         INTEGER NOT NULL PRIMARY KEY,
  number     TEXT    NOT NULL UNIQUE, -- 2026-学-003
  year       INTEGER NOT NULL,
  kind       TEXT    NOT NULL, -- session, activity
  bodies     TEXT    NOT NULL, -- with commas; the first is the host
  on_date    TEXT    NOT NULL,
  at         TEXT    NOT NULL, -- 14:30
  place      TEXT    NOT NULL,
  form       TEXT    NOT NULL, -- or the kind of activity
  topic      TEXT    NOT NULL,
  title      TEXT    NOT NULL,
  speaker    TEXT    NOT NULL,
  planned_id INTEGER NOT NULL,
  made_up    INTEGER NOT NULL, -- the session that this one substitutes; 0 for none
  code       TEXT    NOT NULL,
  code_until BIGINT  NOT NULL,
  state      TEXT    NOT NULL, -- open, closed, dropped
  record     TEXT    NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL,
  closed_by  TEXT    NOT NULL,
  closed_at  BIGINT  NOT NULL,
  reason     TEXT    NOT NULL, -- of the last change after closing, or of dropping it
  version    INTEGER NOT NULL
);

CREATE INDEX study_session_year ON study_session (year, on_date);
CREATE INDEX study_session_code ON study_session (code);

-- How somebody stands to a session.
CREATE TABLE study_attendance (
  id         INTEGER NOT NULL PRIMARY KEY,
  session_id INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  state      TEXT    NOT NULL, -- present, excused, absent
  how        TEXT    NOT NULL, -- code, list, sheet, close
  reason     TEXT    NOT NULL, -- of an excuse
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL,
  version    INTEGER NOT NULL,
  UNIQUE (session_id, person_id)
);

CREATE INDEX study_attendance_person ON study_attendance (person_id);

-- A note. Text and file are its author's.
CREATE TABLE study_note (
  id        INTEGER NOT NULL PRIMARY KEY,
  number    TEXT    NOT NULL UNIQUE, -- 2026-记-0012
  person_id INTEGER NOT NULL,
  year      INTEGER NOT NULL,
  title     TEXT    NOT NULL,
  source    TEXT    NOT NULL, -- book or article
  on_date   TEXT    NOT NULL,
  text      TEXT    NOT NULL,
  shared    INTEGER NOT NULL, -- colleagues may read it
  file_name TEXT    NOT NULL,
  sha256    TEXT    NOT NULL,
  sm3       TEXT    NOT NULL,
  size      BIGINT  NOT NULL,
  state     TEXT    NOT NULL, -- kept, withdrawn
  reason    TEXT    NOT NULL, -- of the last correction
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL
);

CREATE INDEX study_note_person ON study_note (person_id, year);
CREATE INDEX study_note_year ON study_note (year);
CREATE INDEX study_note_file ON study_note (sha256);

-- Field research of a leader, a unit or the bureau.
CREATE TABLE study_research (
  id        INTEGER NOT NULL PRIMARY KEY,
  number    TEXT    NOT NULL UNIQUE, -- 2026-调-0005
  kind      TEXT    NOT NULL, -- leader, unit, bureau
  person_id INTEGER NOT NULL, -- the leader, or who entered it
  unit      TEXT    NOT NULL, -- of unit research
  from_date TEXT    NOT NULL,
  from_half INTEGER NOT NULL, -- 0 morning, 1 afternoon
  to_date   TEXT    NOT NULL,
  to_half   INTEGER NOT NULL,
  place     TEXT    NOT NULL,
  topic     TEXT    NOT NULL, -- of the four
  title     TEXT    NOT NULL,
  found     TEXT    NOT NULL, -- what was found
  people    TEXT    NOT NULL,
  issue_id  INTEGER NOT NULL, -- study_issue; 0 for none
  trip      TEXT    NOT NULL, -- subject of the trip behind it; empty for none
  state     TEXT    NOT NULL, -- kept, void
  reason    TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL
);

CREATE INDEX study_research_from ON study_research (from_date);

-- An article on research. It counts for its first author.
CREATE TABLE study_article (
  id        INTEGER NOT NULL PRIMARY KEY,
  number    TEXT    NOT NULL UNIQUE, -- 2026-文-003
  year      INTEGER NOT NULL,
  person_id INTEGER NOT NULL, -- first author
  unit      TEXT    NOT NULL, -- the first author's, on the day
  role      TEXT    NOT NULL, -- the first author's rank, on the day
  others    TEXT    NOT NULL, -- names of the other authors
  on_date   TEXT    NOT NULL,
  topic     TEXT    NOT NULL,
  title     TEXT    NOT NULL,
  issue_id  INTEGER NOT NULL,
  file_name TEXT    NOT NULL,
  sha256    TEXT    NOT NULL,
  sm3       TEXT    NOT NULL,
  size      BIGINT  NOT NULL,
  state     TEXT    NOT NULL, -- kept, void
  reason    TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL
);

CREATE INDEX study_article_year ON study_article (year);
CREATE INDEX study_article_file ON study_article (sha256);

-- A brief; numbered within its year when it is issued.
CREATE TABLE study_brief (
  id         INTEGER NOT NULL PRIMARY KEY,
  year       INTEGER NOT NULL,
  no         INTEGER NOT NULL, -- 0 while it is a draft
  title      TEXT    NOT NULL,
  text       TEXT    NOT NULL,
  issued_on  TEXT    NOT NULL,
  sent_to    TEXT    NOT NULL,
  sent_on    TEXT    NOT NULL,
  state      TEXT    NOT NULL, -- draft, issued
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL,
  version    INTEGER NOT NULL
);

CREATE INDEX study_brief_year ON study_brief (year, no);

-- The summary of a year; its id is the year.
CREATE TABLE study_summary (
  id       INTEGER NOT NULL PRIMARY KEY,
  text     TEXT    NOT NULL,
  figures  TEXT    NOT NULL, -- as told when it was written, in words
  sent_to  TEXT    NOT NULL,
  sent_on  TEXT    NOT NULL, -- empty while it is not sent
  sent_how TEXT    NOT NULL,
  made_by  TEXT    NOT NULL,
  made_at  BIGINT  NOT NULL,
  version  INTEGER NOT NULL
);

-- A degree or an examination beside the work, or a book that is being read.
CREATE TABLE study_pursuit (
  id        INTEGER NOT NULL PRIMARY KEY,
  person_id INTEGER NOT NULL,
  kind      TEXT    NOT NULL, -- reading, or of the book's list
  title     TEXT    NOT NULL,
  since     TEXT    NOT NULL,
  result    TEXT    NOT NULL, -- empty while it goes on
  result_on TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL
);

CREATE INDEX study_pursuit_person ON study_pursuit (person_id);

-- A year whose figures stand; its id is the year.
CREATE TABLE study_year (
  id        INTEGER NOT NULL PRIMARY KEY,
  figures   TEXT    NOT NULL, -- JSON
  frozen_by TEXT    NOT NULL,
  frozen_at BIGINT  NOT NULL
);

-- 07001_counter_counter.sql
-- A thing that people come to the counter for.
CREATE TABLE counter_item (
  id      INTEGER NOT NULL PRIMARY KEY,
  code    TEXT    NOT NULL UNIQUE, -- of the unit and a number: SMLTK-01
  title   TEXT    NOT NULL,
  unit    TEXT    NOT NULL,        -- that handles it
  listed  INTEGER NOT NULL,        -- stands in the district's list of services
  licence INTEGER NOT NULL,        -- an administrative licence: the national terms hold as well
  passed  INTEGER NOT NULL,        -- only looked at here, then passed on to a superior
  closed  INTEGER NOT NULL,
  reason  TEXT    NOT NULL,        -- why it was closed
  made_by TEXT    NOT NULL,
  made_at BIGINT  NOT NULL,
  version INTEGER NOT NULL
);

-- What is promised for an item, as it was published. A published one never changes.
CREATE TABLE counter_promise (
  id            INTEGER NOT NULL PRIMARY KEY,
  item_id       INTEGER NOT NULL, -- counter_item
  n             INTEGER NOT NULL,
  state         TEXT    NOT NULL, -- draft, published, replaced
  basis         TEXT    NOT NULL,
  conditions    TEXT    NOT NULL,
  requirements  TEXT    NOT NULL,
  materials     TEXT    NOT NULL, -- a line each: name|form|remark
  steps         TEXT    NOT NULL,
  instant       INTEGER NOT NULL, -- done while the applicant waits
  days          INTEGER NOT NULL, -- 0 for an instant one
  days_unit     TEXT    NOT NULL, -- working_days, calendar_days
  unit          TEXT    NOT NULL,
  officer       TEXT    NOT NULL, -- a post, not a name
  place         TEXT    NOT NULL, -- window, hours, telephone
  fee           TEXT    NOT NULL, -- 不收费, or how much
  fee_basis     TEXT    NOT NULL,
  feedback_days INTEGER NOT NULL, -- in which a complainant hears the result
  media         TEXT    NOT NULL, -- where it was published
  published_on  TEXT    NOT NULL,
  published_by  TEXT    NOT NULL,
  replaced_on   TEXT    NOT NULL,
  made_by       TEXT    NOT NULL,
  made_at       BIGINT  NOT NULL,
  version       INTEGER NOT NULL
);

CREATE INDEX counter_promise_item ON counter_promise (item_id, n);

-- An application, under the promise of the day of its receipt.
CREATE TABLE counter_application (
  id              INTEGER NOT NULL PRIMARY KEY,
  number          TEXT    NOT NULL UNIQUE,
  item_id         INTEGER NOT NULL, -- counter_item
  promise_id      INTEGER NOT NULL, -- counter_promise
  channel         TEXT    NOT NULL, -- window, post
  class           TEXT    NOT NULL, -- person, organisation
  applicant       TEXT    NOT NULL,
  paper_kind      TEXT    NOT NULL,
  paper_number    TEXT    NOT NULL, -- of a person only its ends
  phone           TEXT    NOT NULL,
  agent           TEXT    NOT NULL,
  matter          TEXT    NOT NULL,
  received_on     TEXT    NOT NULL,
  received_at     BIGINT  NOT NULL,
  state           TEXT    NOT NULL,
  unit            TEXT    NOT NULL,
  handler         TEXT    NOT NULL, -- sign-in name
  checked_on      TEXT    NOT NULL,
  check_reason    TEXT    NOT NULL, -- why it was not looked at on the spot
  complete        INTEGER NOT NULL, -- nothing was missing at the first look
  supplemented_on TEXT    NOT NULL,
  accepted_number TEXT    NOT NULL,
  accepted_on     TEXT    NOT NULL,
  deemed          INTEGER NOT NULL, -- accepted because nobody was told in time
  started         TEXT    NOT NULL,
  due             TEXT    NOT NULL,
  provisional     INTEGER NOT NULL,
  result          TEXT    NOT NULL, -- granted, denied, done
  result_words    TEXT    NOT NULL,
  finished_on     TEXT    NOT NULL,
  late_reason     TEXT    NOT NULL,
  delivered_on    TEXT    NOT NULL,
  delivered_how   TEXT    NOT NULL,
  delivered_to    TEXT    NOT NULL,
  closed_on       TEXT    NOT NULL,
  refused_number  TEXT    NOT NULL,
  reason          TEXT    NOT NULL, -- of not accepting, or of taking back
  elsewhere       TEXT    NOT NULL, -- where to go instead
  made_by         TEXT    NOT NULL,
  made_at         BIGINT  NOT NULL,
  version         INTEGER NOT NULL
);

CREATE INDEX counter_application_state ON counter_application (state, due);
CREATE INDEX counter_application_unit ON counter_application (unit, state);
CREATE INDEX counter_application_received ON counter_application (received_on);

-- One paper of an application as it was looked at.
CREATE TABLE counter_check (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL, -- counter_application
  n              INTEGER NOT NULL, -- in the promise's list; above it what a second notice added
  name           TEXT    NOT NULL,
  form           TEXT    NOT NULL,
  state          TEXT    NOT NULL, -- here, missing, wrong, none
  note           TEXT    NOT NULL,
  came_on        TEXT    NOT NULL,
  made_by        TEXT    NOT NULL,
  made_at        BIGINT  NOT NULL,
  version        INTEGER NOT NULL
);

CREATE INDEX counter_check_application ON counter_check (application_id, n);

-- What the applicant was told to bring.
CREATE TABLE counter_notice (
  id             INTEGER NOT NULL PRIMARY KEY,
  number         TEXT    NOT NULL UNIQUE,
  application_id INTEGER NOT NULL, -- counter_application
  n              INTEGER NOT NULL,
  items          TEXT    NOT NULL, -- a line each: n|name|what to do
  fact           TEXT    NOT NULL, -- the new fact of a second one
  breach         INTEGER NOT NULL, -- against being told once
  issued_on      TEXT    NOT NULL,
  issued_by      TEXT    NOT NULL,
  issued_at      BIGINT  NOT NULL
);

CREATE INDEX counter_notice_application ON counter_notice (application_id, n);

-- An application lies before another unit, or before the head.
CREATE TABLE counter_pass (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL, -- counter_application
  kind           TEXT    NOT NULL, -- unit, head
  unit           TEXT    NOT NULL,
  words          TEXT    NOT NULL,
  received_at    BIGINT  NOT NULL,
  received_on    TEXT    NOT NULL, -- the working day that counts
  signed_at      BIGINT  NOT NULL,
  signed_on      TEXT    NOT NULL,
  signed_by      TEXT    NOT NULL,
  opinion        TEXT    NOT NULL,
  night_reason   TEXT    NOT NULL, -- why it lay over night
  recalled_on    TEXT    NOT NULL, -- taken back unsigned
  recalled_by    TEXT    NOT NULL,
  recall_reason  TEXT    NOT NULL,
  made_by        TEXT    NOT NULL,
  version        INTEGER NOT NULL
);

CREATE INDEX counter_pass_application ON counter_pass (application_id);
CREATE INDEX counter_pass_open ON counter_pass (signed_on, unit);

-- An application that a superior decides.
CREATE TABLE counter_forward (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL, -- counter_application
  superior       TEXT    NOT NULL,
  reminder       TEXT    NOT NULL, -- what the applicant was told to complete beforehand
  sent_on        TEXT    NOT NULL,
  made_by        TEXT    NOT NULL,
  made_at        BIGINT  NOT NULL
);

CREATE INDEX counter_forward_application ON counter_forward (application_id);

-- One asking of the superior, what it answered, and when the applicant heard of it.
CREATE TABLE counter_consultation (
  id             INTEGER NOT NULL PRIMARY KEY,
  forward_id     INTEGER NOT NULL, -- counter_forward
  application_id INTEGER NOT NULL, -- counter_application
  asked_on       TEXT    NOT NULL,
  asked_by       TEXT    NOT NULL,
  answer         TEXT    NOT NULL,
  demands        INTEGER NOT NULL, -- the applicant has to do something
  told_on        TEXT    NOT NULL,
  told_how       TEXT    NOT NULL,
  told_by        TEXT    NOT NULL,
  version        INTEGER NOT NULL
);

CREATE INDEX counter_consultation_application ON counter_consultation (application_id);

-- A number drawn at the counter.
CREATE TABLE counter_ticket (
  id             INTEGER NOT NULL PRIMARY KEY,
  on_date        TEXT    NOT NULL,
  n              INTEGER NOT NULL,
  item_id        INTEGER NOT NULL, -- counter_item; 0 for a question
  state          TEXT    NOT NULL, -- waiting, called, served, missed
  desk           TEXT    NOT NULL,
  taken_at       BIGINT  NOT NULL,
  called_at      BIGINT  NOT NULL,
  served_at      BIGINT  NOT NULL,
  called_by      TEXT    NOT NULL,
  application_id INTEGER NOT NULL,
  version        INTEGER NOT NULL,
  UNIQUE (on_date, n)
);

-- Wrong numbers and codes of the public look-up, for the limit; forgotten after two days.
CREATE TABLE counter_attempt (
  bucket TEXT    NOT NULL PRIMARY KEY,
  day    TEXT    NOT NULL,
  failed INTEGER NOT NULL
);

-- 07101_reception_reception.sql
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

-- 07201_document_document.sql
-- An incoming document, from the moment it is signed for. Its number is of the year of
-- receipt and stays, whatever becomes of it.
CREATE TABLE document_incoming (
  id            INTEGER NOT NULL PRIMARY KEY,
  number        TEXT    NOT NULL UNIQUE, -- 2026-收-0031
  year          INTEGER NOT NULL,
  stage         TEXT    NOT NULL,
  running       INTEGER NOT NULL, -- 1 until it is closed, returned or void
  channel       TEXT    NOT NULL, -- how it came
  sender        TEXT    NOT NULL, -- who handed it over
  expected      INTEGER NOT NULL, -- copies by the sender's slip
  copies        INTEGER NOT NULL, -- copies counted
  count_note    TEXT    NOT NULL, -- why the two differ
  signed_by     TEXT    NOT NULL,
  signed_name   TEXT    NOT NULL,
  received_at   BIGINT  NOT NULL,
  doc_no        TEXT    NOT NULL,
  doc_no_key    TEXT    NOT NULL, -- folded: brackets of every style are one
  issuer        TEXT    NOT NULL,
  issuer_key    TEXT    NOT NULL,
  title         TEXT    NOT NULL,
  kind          TEXT    NOT NULL, -- of the fifteen; empty for none of them
  dated         TEXT    NOT NULL,
  level         INTEGER NOT NULL, -- 0 public, 1 internal, 2 work secret
  urgency       INTEGER NOT NULL, -- 0 ordinary, 1 urgent, 2 most urgent
  again         TEXT    NOT NULL, -- why the same number of the same issuer is entered twice
  old_number    TEXT    NOT NULL, -- in a register that was taken over
  registered_by TEXT    NOT NULL,
  registered_at BIGINT  NOT NULL,
  proposal      TEXT    NOT NULL,
  leader_id     INTEGER NOT NULL, -- who is asked for an instruction
  leader        TEXT    NOT NULL,
  instruction   TEXT    NOT NULL,
  unit          TEXT    NOT NULL, -- lead unit
  answer        TEXT    NOT NULL, -- what came of it
  reply         TEXT    NOT NULL, -- subject of the outgoing document that answers
  reply_no      TEXT    NOT NULL,
  no_reply      TEXT    NOT NULL, -- why none was sent
  due_at        BIGINT  NOT NULL, -- of what is to be done now; 0 for none
  stage_at      BIGINT  NOT NULL,
  urged_at      BIGINT  NOT NULL,
  urges         INTEGER NOT NULL,
  return_no     TEXT    NOT NULL, -- 2026-退-003
  return_to     TEXT    NOT NULL,
  return_why    TEXT    NOT NULL,
  returned_at   BIGINT  NOT NULL,
  closed_at     BIGINT  NOT NULL,
  filed_at      BIGINT  NOT NULL,
  made_by       TEXT    NOT NULL,
  made_at       BIGINT  NOT NULL,
  version       INTEGER NOT NULL
);

CREATE INDEX document_incoming_year ON document_incoming (year, received_at, id);
CREATE INDEX document_incoming_stage ON document_incoming (year, stage, received_at, id);
CREATE INDEX document_incoming_lead ON document_incoming (unit, year, received_at, id);
CREATE INDEX document_incoming_due ON document_incoming (running, due_at, id);
CREATE INDEX document_incoming_pipeline ON document_incoming (running, stage, stage_at);
CREATE INDEX document_incoming_received ON document_incoming (received_at, id);
CREATE INDEX document_incoming_urgency ON document_incoming (urgency, received_at, id);
CREATE INDEX document_incoming_same ON document_incoming (doc_no_key, issuer_key);
CREATE INDEX document_incoming_returned ON document_incoming (returned_at, id);

-- What happened to a document, in order.
CREATE TABLE document_incoming_event (
  id     INTEGER NOT NULL PRIMARY KEY,
  doc_id INTEGER NOT NULL,
  kind   TEXT    NOT NULL,
  text   TEXT    NOT NULL,
  person TEXT    NOT NULL,
  post   TEXT    NOT NULL,
  login  TEXT    NOT NULL,
  made_at BIGINT NOT NULL
);

CREATE INDEX document_incoming_event_doc ON document_incoming_event (doc_id, id);

CREATE TABLE document_incoming_paper (
  id       INTEGER NOT NULL PRIMARY KEY,
  doc_id   INTEGER NOT NULL,
  role     TEXT    NOT NULL, -- original, attachment, reply, instruction
  name     TEXT    NOT NULL,
  kind     TEXT    NOT NULL, -- by its content
  pages    INTEGER NOT NULL,
  by_eye   INTEGER NOT NULL, -- 1: no text could be read; somebody looked for a mark
  sha256   TEXT    NOT NULL,
  sm3      TEXT    NOT NULL,
  size     INTEGER NOT NULL,
  made_by  TEXT    NOT NULL,
  made_at  BIGINT  NOT NULL
);

CREATE INDEX document_incoming_paper_doc ON document_incoming_paper (doc_id, id);
CREATE INDEX document_incoming_paper_sha ON document_incoming_paper (sha256);

-- What a reader got out of a paper; it can be read again at any time.
CREATE TABLE document_incoming_body (
  paper_id INTEGER NOT NULL PRIMARY KEY,
  doc_id   INTEGER NOT NULL,
  body     TEXT    NOT NULL
);

CREATE INDEX document_incoming_body_doc ON document_incoming_body (doc_id);

-- A unit that has to handle a document.
CREATE TABLE document_incoming_unit (
  id         INTEGER NOT NULL PRIMARY KEY,
  doc_id     INTEGER NOT NULL,
  unit       TEXT    NOT NULL,
  part       TEXT    NOT NULL, -- lead, joint, moved
  handler_id INTEGER NOT NULL, -- 0 until the head named somebody
  handler    TEXT    NOT NULL,
  login      TEXT    NOT NULL,
  given_at   BIGINT  NOT NULL,
  result     TEXT    NOT NULL,
  done_at    BIGINT  NOT NULL
);

CREATE INDEX document_incoming_unit_doc ON document_incoming_unit (doc_id);
CREATE INDEX document_incoming_unit_unit ON document_incoming_unit (unit, doc_id);

-- A reader of a circulation. In order, place tells whose turn it is; side by side all
-- have the same place.
CREATE TABLE document_incoming_reader (
  id          INTEGER NOT NULL PRIMARY KEY,
  doc_id      INTEGER NOT NULL,
  place       INTEGER NOT NULL,
  person_id   INTEGER NOT NULL,
  login       TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  given_at    BIGINT  NOT NULL, -- 0 until it is the reader's turn
  opened_at   BIGINT  NOT NULL, -- when the reader first opened it
  read_at     BIGINT  NOT NULL,
  words       TEXT    NOT NULL,
  recalled_at BIGINT  NOT NULL,
  why         TEXT    NOT NULL, -- of a recall, or of passing it on
  made_at     BIGINT  NOT NULL
);

CREATE INDEX document_incoming_reader_doc ON document_incoming_reader (doc_id, place, id);
CREATE INDEX document_incoming_reader_person ON document_incoming_reader (person_id, doc_id);

-- Reminders that were printed or sent.
CREATE TABLE document_incoming_urge (
  id      INTEGER NOT NULL PRIMARY KEY,
  doc_id  INTEGER NOT NULL,
  number  TEXT    NOT NULL UNIQUE, -- 2026-催-012
  stage   TEXT    NOT NULL,
  whom    TEXT    NOT NULL,
  text    TEXT    NOT NULL,
  due_at  BIGINT  NOT NULL,
  person  TEXT    NOT NULL,
  made_at BIGINT  NOT NULL
);

CREATE INDEX document_incoming_urge_doc ON document_incoming_urge (doc_id);

DROP TABLE document_incoming_urge;
DROP TABLE document_incoming_reader;
DROP TABLE document_incoming_unit;
DROP TABLE document_incoming_body;
DROP TABLE document_incoming_paper;
DROP TABLE document_incoming_event;
DROP TABLE document_incoming;

-- 07301_document_outgoing_outgoing.sql
-- A paper that the bureau sends out, from its first draft on. What was signed, checked
-- and changed stands in the tables after it; this row is where the paper stands now.
CREATE TABLE document_outgoing (
  id           INTEGER NOT NULL PRIMARY KEY,
  slip         TEXT    NOT NULL UNIQUE, -- 2026-稿-012
  state        TEXT    NOT NULL, -- draft, check, countersign, sign, review, number, seal, dispatch, sent, closed, void, dropped
  since        BIGINT  NOT NULL, -- of the state
  kind         TEXT    NOT NULL,
  direction    TEXT    NOT NULL,
  issuer       TEXT    NOT NULL, -- bureau, office, or the code of a unit
  unit         TEXT    NOT NULL, -- that drafted it
  drafter_id   INTEGER NOT NULL, -- org_person
  drafter      TEXT    NOT NULL,
  drafter_name TEXT    NOT NULL,
  recipients   TEXT    NOT NULL, -- a line each
  copies       TEXT    NOT NULL, -- a line each
  urgency      TEXT    NOT NULL,
  title        TEXT    NOT NULL,
  body         TEXT    NOT NULL, -- paragraphs, a line each
  attached     TEXT    NOT NULL, -- attachment notes, a line each
  matters      TEXT    NOT NULL, -- what a request asks for, a line each
  important    INTEGER NOT NULL,
  authorised   TEXT    NOT NULL,
  ordered      TEXT    NOT NULL,
  beyond       TEXT    NOT NULL,
  forwards     INTEGER NOT NULL,
  opinion      TEXT    NOT NULL,
  consent      INTEGER NOT NULL,
  concerned    TEXT    NOT NULL, -- a line each: department, or department=已协商一致
  contact      TEXT    NOT NULL,
  source       TEXT    NOT NULL, -- the matter or incoming paper it answers
  text_no      INTEGER NOT NULL, -- of the text that stands; 0 before it was handed in
  why          TEXT    NOT NULL, -- of the last return
  number       TEXT    NOT NULL, -- empty until it is numbered
  signer_id    INTEGER NOT NULL, -- org_person; 0 until it is signed
  signer_name  TEXT    NOT NULL,
  signer_as    TEXT    NOT NULL,
  signed_on    TEXT    NOT NULL, -- the date of the paper
  signed_text  INTEGER NOT NULL,
  prints       INTEGER NOT NULL, -- copies to be printed
  seal         TEXT    NOT NULL, -- bureau, office; empty for none
  seal_number  TEXT    NOT NULL,
  sealed       INTEGER NOT NULL, -- copies
  sealed_on    TEXT    NOT NULL,
  seal_why     TEXT    NOT NULL, -- why the seal was refused
  sent_on      TEXT    NOT NULL,
  closed_on    TEXT    NOT NULL,
  made_at      BIGINT  NOT NULL,
  version      INTEGER NOT NULL
);

CREATE INDEX document_outgoing_state ON document_outgoing (state, id);
CREATE INDEX document_outgoing_unit ON document_outgoing (unit, id);

-- A text as it was handed in, or changed after that: none is ever written over.
CREATE TABLE document_outgoing_text (
  id          INTEGER NOT NULL PRIMARY KEY,
  document_id INTEGER NOT NULL,
  no          INTEGER NOT NULL,
  kind        TEXT    NOT NULL,
  direction   TEXT    NOT NULL,
  issuer      TEXT    NOT NULL,
  recipients  TEXT    NOT NULL,
  copies      TEXT    NOT NULL,
  urgency     TEXT    NOT NULL,
  title       TEXT    NOT NULL,
  body        TEXT    NOT NULL,
  attached    TEXT    NOT NULL,
  changed     TEXT    NOT NULL, -- what differs in substance from the text before
  why         TEXT    NOT NULL,
  made_by     TEXT    NOT NULL,
  made_name   TEXT    NOT NULL,
  made_at     BIGINT  NOT NULL
);

CREATE UNIQUE INDEX document_outgoing_text_no ON document_outgoing_text (document_id, no);

-- What was done to a paper, by whom and with which words.
CREATE TABLE document_outgoing_line (
  id          INTEGER NOT NULL PRIMARY KEY,
  document_id INTEGER NOT NULL,
  act         TEXT    NOT NULL,
  text_no     INTEGER NOT NULL,
  login       TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  capacity    TEXT    NOT NULL,
  words       TEXT    NOT NULL,
  made_at     BIGINT  NOT NULL
);

CREATE INDEX document_outgoing_line_of ON document_outgoing_line (document_id, id);

-- A unit that is asked to countersign.
CREATE TABLE document_outgoing_ask (
  id          INTEGER NOT NULL PRIMARY KEY,
  document_id INTEGER NOT NULL,
  unit        TEXT    NOT NULL,
  state       TEXT    NOT NULL, -- asked, agreed, objected
  text_no     INTEGER NOT NULL,
  words       TEXT    NOT NULL,
  login       TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  capacity    TEXT    NOT NULL,
  asked_at    BIGINT  NOT NULL,
  done_at     BIGINT  NOT NULL
);

CREATE INDEX document_outgoing_ask_of ON document_outgoing_ask (document_id, id);
CREATE INDEX document_outgoing_ask_unit ON document_outgoing_ask (unit, state);

-- The number book: every number that was ever given, in its series and year.
CREATE TABLE document_outgoing_number (
  id          INTEGER NOT NULL PRIMARY KEY,
  series      TEXT    NOT NULL, -- 机关代字
  year        INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  state       TEXT    NOT NULL, -- used, void, paper
  document_id INTEGER NOT NULL, -- 0 for a number given on paper
  title       TEXT    NOT NULL,
  reason      TEXT    NOT NULL, -- why it is void, or whence a number on paper
  made_by     TEXT    NOT NULL,
  made_name   TEXT    NOT NULL,
  made_on     TEXT    NOT NULL,
  made_at     BIGINT  NOT NULL,
  version     INTEGER NOT NULL
);

CREATE UNIQUE INDEX document_outgoing_number_once ON document_outgoing_number (series, year, seq);
CREATE INDEX document_outgoing_number_of ON document_outgoing_number (document_id);

-- Who gets a paper, how, and when it arrived.
CREATE TABLE document_outgoing_sent (
  id          INTEGER NOT NULL PRIMARY KEY,
  document_id INTEGER NOT NULL,
  recipient   TEXT    NOT NULL,
  role        TEXT    NOT NULL, -- to, copy, other
  prints      INTEGER NOT NULL,
  how         TEXT    NOT NULL,
  sent_on     TEXT    NOT NULL,
  sent_by     TEXT    NOT NULL,
  received_on TEXT    NOT NULL,
  received_by TEXT    NOT NULL,
  version     INTEGER NOT NULL
);

CREATE INDEX document_outgoing_sent_of ON document_outgoing_sent (document_id, id);

-- An attached file, or the final as it was drawn when the paper was numbered.
CREATE TABLE document_outgoing_paper (
  id          INTEGER NOT NULL PRIMARY KEY,
  document_id INTEGER NOT NULL,
  name        TEXT    NOT NULL,
  sha256      TEXT    NOT NULL,
  sm3         TEXT    NOT NULL,
  size        BIGINT  NOT NULL,
  final       INTEGER NOT NULL,
  dropped     INTEGER NOT NULL,
  made_by     TEXT    NOT NULL,
  made_at     BIGINT  NOT NULL,
  version     INTEGER NOT NULL
);

CREATE INDEX document_outgoing_paper_of ON document_outgoing_paper (document_id, id);
CREATE INDEX document_outgoing_paper_file ON document_outgoing_paper (sha256);

-- 07501_seal_seal.sql
-- A seal of the bureau.
CREATE TABLE seal_seal (
  id           INTEGER NOT NULL PRIMARY KEY,
  code         TEXT    NOT NULL UNIQUE, -- bureau, BGS, name-1: what other rooms ask for
  name         TEXT    NOT NULL,
  kind         TEXT    NOT NULL, -- bureau, section, name, special
  unit         TEXT    NOT NULL, -- of a section's seal
  material     TEXT    NOT NULL,
  diameter_mm  INTEGER NOT NULL, -- 0: not known
  issuer       TEXT    NOT NULL, -- the issuing organ
  in_force     TEXT    NOT NULL,
  custodian    INTEGER NOT NULL, -- org_person
  state        TEXT    NOT NULL, -- in_use, out, lost, retired, ended
  sample_sha   TEXT    NOT NULL, -- picture of the impression, marked as a sample
  sample_size  BIGINT  NOT NULL,
  note         TEXT    NOT NULL,
  made_by      TEXT    NOT NULL,
  made_at      BIGINT  NOT NULL
);

-- Custody from one to another, before a witness.
CREATE TABLE seal_handover (
  id         INTEGER NOT NULL PRIMARY KEY,
  seal_id    INTEGER NOT NULL,
  giver      INTEGER NOT NULL, -- org_person
  taker      INTEGER NOT NULL,
  witness    INTEGER NOT NULL,
  witness2   INTEGER NOT NULL, -- where the giver stands in for an absent custodian; 0: none
  why        TEXT    NOT NULL,
  state      TEXT    NOT NULL, -- open, done, dropped
  giver_at   BIGINT  NOT NULL,
  taker_at   BIGINT  NOT NULL,
  witness_at BIGINT  NOT NULL,
  witness2_at BIGINT NOT NULL,
  done_at    BIGINT  NOT NULL,
  dropped    TEXT    NOT NULL, -- why
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL
);

CREATE INDEX seal_handover_seal ON seal_handover (seal_id, state);

-- Somebody wants a paper sealed.
CREATE TABLE seal_application (
  id          INTEGER NOT NULL PRIMARY KEY,
  number      TEXT    NOT NULL UNIQUE,
  year        INTEGER NOT NULL,
  seal_id     INTEGER NOT NULL,
  source      TEXT    NOT NULL, -- document_outgoing:12; empty for one made here
  url         TEXT    NOT NULL,
  kind        TEXT    NOT NULL, -- document, letter, contract, certificate, form
  what        TEXT    NOT NULL, -- name of the paper
  doc_number  TEXT    NOT NULL,
  digest      TEXT    NOT NULL, -- SHA-256, hexadecimal
  reason      TEXT    NOT NULL,
  copies      INTEGER NOT NULL,
  used        INTEGER NOT NULL,
  unit        TEXT    NOT NULL,
  person_id   INTEGER NOT NULL, -- who asks
  login       TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  file_name   TEXT    NOT NULL,
  sha256      TEXT    NOT NULL,
  sm3         TEXT    NOT NULL,
  size        BIGINT  NOT NULL,
  state       TEXT    NOT NULL, -- pending, approved, refused, withdrawn, used, closed
  decided_id  INTEGER NOT NULL, -- org_person
  decided_by  TEXT    NOT NULL, -- name
  decided_as  TEXT    NOT NULL, -- capacity, or 签发
  decided_at  BIGINT  NOT NULL,
  words       TEXT    NOT NULL,
  closed      TEXT    NOT NULL, -- why what is left is not sealed
  closed_at   BIGINT  NOT NULL,
  basis       TEXT    NOT NULL, -- clauses, with spaces
  made_at     BIGINT  NOT NULL
);

CREATE INDEX seal_application_state ON seal_application (state, seal_id);
CREATE INDEX seal_application_source ON seal_application (source);

-- One press of a seal: so many copies of one paper.
CREATE TABLE seal_use (
  id             INTEGER NOT NULL PRIMARY KEY,
  year           INTEGER NOT NULL,
  n              INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  seal_id        INTEGER NOT NULL,
  copies         INTEGER NOT NULL,
  rest           INTEGER NOT NULL, -- of the approved copies, after this
  on_date        TEXT    NOT NULL,
  at             BIGINT  NOT NULL,
  person_id      INTEGER NOT NULL, -- the custodian
  name           TEXT    NOT NULL,
  checked        TEXT    NOT NULL, -- number, digest, file
  sha256         TEXT    NOT NULL, -- of the paper brought, if one was
  second_id      INTEGER NOT NULL, -- who was there as well
  second         TEXT    NOT NULL,
  place          TEXT    NOT NULL, -- when it was out
  note           TEXT    NOT NULL,
  UNIQUE (year, n)
);

CREATE INDEX seal_use_application ON seal_use (application_id);

-- A seal leaves the house.
CREATE TABLE seal_outing (
  id          INTEGER NOT NULL PRIMARY KEY,
  seal_id     INTEGER NOT NULL,
  reason      TEXT    NOT NULL,
  place       TEXT    NOT NULL,
  first_id    INTEGER NOT NULL, -- org_person
  second_id   INTEGER NOT NULL,
  due         TEXT    NOT NULL,
  state       TEXT    NOT NULL, -- pending, approved, refused, withdrawn, out, back
  person_id   INTEGER NOT NULL, -- who asks
  login       TEXT    NOT NULL,
  decided_id  INTEGER NOT NULL,
  decided_by  TEXT    NOT NULL,
  decided_as  TEXT    NOT NULL,
  decided_at  BIGINT  NOT NULL,
  words       TEXT    NOT NULL,
  out_at      BIGINT  NOT NULL,
  out_by      TEXT    NOT NULL,
  back_at     BIGINT  NOT NULL,
  back_by     TEXT    NOT NULL,
  late        TEXT    NOT NULL, -- why it came back late
  note        TEXT    NOT NULL, -- why it was withdrawn, or taken back by another than the custodian, and before whom
  made_at     BIGINT  NOT NULL
);

-- An introduction letter; its stub has a number once it is sealed.
CREATE TABLE seal_letter (
  id             INTEGER NOT NULL PRIMARY KEY,
  application_id INTEGER NOT NULL,
  year           INTEGER NOT NULL,
  stub           INTEGER NOT NULL, -- 0 until it is issued
  addressee      TEXT    NOT NULL,
  bearer         TEXT    NOT NULL,
  people         INTEGER NOT NULL,
  matter         TEXT    NOT NULL,
  valid_until    TEXT    NOT NULL,
  state          TEXT    NOT NULL, -- waiting, issued, void
  issued_on      TEXT    NOT NULL,
  use_id         INTEGER NOT NULL,
  reason         TEXT    NOT NULL, -- why it is void
  made_at        BIGINT  NOT NULL
);

CREATE INDEX seal_letter_application ON seal_letter (application_id);

-- A seal that cannot be found.
CREATE TABLE seal_loss (
  id           INTEGER NOT NULL PRIMARY KEY,
  seal_id      INTEGER NOT NULL,
  noticed_at   BIGINT  NOT NULL,
  facts        TEXT    NOT NULL,
  by_login     TEXT    NOT NULL,
  by_name      TEXT    NOT NULL,
  made_at      BIGINT  NOT NULL,
  was          TEXT    NOT NULL, -- state of the seal before the report
  announced_on TEXT    NOT NULL, -- public notice that it is void
  announced    TEXT    NOT NULL, -- where
  told         TEXT    NOT NULL, -- issuing organ and police, with days
  found_on     TEXT    NOT NULL,
  result       TEXT    NOT NULL
);

-- A seal is taken out of use, and destroyed or returned.
CREATE TABLE seal_retirement (
  id         INTEGER NOT NULL PRIMARY KEY,
  seal_id    INTEGER NOT NULL,
  reason     TEXT    NOT NULL,
  way        TEXT    NOT NULL, -- return, destroy
  state      TEXT    NOT NULL, -- pending, approved, refused, done
  person_id  INTEGER NOT NULL, -- who asks
  login      TEXT    NOT NULL,
  decided_id INTEGER NOT NULL,
  decided_by TEXT    NOT NULL,
  decided_as TEXT    NOT NULL,
  decided_at BIGINT  NOT NULL,
  words      TEXT    NOT NULL,
  first_id   INTEGER NOT NULL, -- the witnesses
  second_id  INTEGER NOT NULL,
  first_at   BIGINT  NOT NULL,
  second_at  BIGINT  NOT NULL,
  done_on    TEXT    NOT NULL,
  place      TEXT    NOT NULL, -- where it was destroyed, or to whom it went back
  receipt    TEXT    NOT NULL, -- number of the receipt, or of the permission
  made_at    BIGINT  NOT NULL
);

-- The register of a year that went to the archive; its id is the year.
CREATE TABLE seal_year (
  id        INTEGER NOT NULL PRIMARY KEY,
  uses      INTEGER NOT NULL,
  closed_at BIGINT  NOT NULL
);

-- 07601_secrecy_secrecy.sql
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

-- 07701_logistics_logistics.sql
-- Months are counted as numbers: twelve times the year plus the month from 0.
-- Readings, amounts and areas are in thousandths, money is in fen, mileage in km.

-- A meter. What a swap changes stands with the reading after it.
CREATE TABLE logistics_meter (
  id         INTEGER NOT NULL PRIMARY KEY,
  number     TEXT    NOT NULL UNIQUE,
  carrier    TEXT    NOT NULL, -- electricity, water, gas
  place      TEXT    NOT NULL, -- what it measures
  multiplier BIGINT  NOT NULL,
  digits     INTEGER NOT NULL, -- before the point
  from_month INTEGER NOT NULL, -- at whose end it stood at opening
  opening    BIGINT  NOT NULL,
  until      INTEGER NOT NULL, -- last month that is read; 0 while in use
  part       INTEGER NOT NULL, -- 1 if a meter before it counts the same use
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL,
  version    INTEGER NOT NULL
);

-- What a meter showed at the end of a month.
CREATE TABLE logistics_reading (
  id              INTEGER NOT NULL PRIMARY KEY,
  meter_id        INTEGER NOT NULL,
  month           INTEGER NOT NULL,
  read_on         TEXT    NOT NULL,
  value           BIGINT  NOT NULL,
  rolled          INTEGER NOT NULL, -- 1 if it passed its last digit
  swapped_on      TEXT    NOT NULL, -- empty if the meter was not replaced
  swap_closing    BIGINT  NOT NULL,
  swap_opening    BIGINT  NOT NULL,
  swap_multiplier BIGINT  NOT NULL,
  swap_digits     INTEGER NOT NULL,
  why             TEXT    NOT NULL, -- of rolled, swapped, and of a correction
  made_by         TEXT    NOT NULL,
  made_name       TEXT    NOT NULL,
  made_at         BIGINT  NOT NULL,
  version         INTEGER NOT NULL,
  UNIQUE (meter_id, month)
);

CREATE TABLE logistics_bill (
  id        INTEGER NOT NULL PRIMARY KEY,
  carrier   TEXT    NOT NULL,
  meter_id  INTEGER NOT NULL, -- 0 for none in particular
  month     INTEGER NOT NULL,
  amount    BIGINT  NOT NULL,
  cost      BIGINT  NOT NULL,
  supplier  TEXT    NOT NULL,
  number    TEXT    NOT NULL, -- of the invoice
  state     TEXT    NOT NULL, -- kept, void
  reason    TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL
);

CREATE INDEX logistics_bill_month ON logistics_bill (month);

-- What is known of the bureau in a year, with its plan for saving; its id is the year.
CREATE TABLE logistics_base (
  id       INTEGER NOT NULL PRIMARY KEY,
  area     BIGINT  NOT NULL,
  people   INTEGER NOT NULL,
  posts    INTEGER NOT NULL,
  vehicles INTEGER NOT NULL,
  plan     TEXT    NOT NULL,
  made_by  TEXT    NOT NULL,
  made_at  BIGINT  NOT NULL,
  version  INTEGER NOT NULL
);

-- A quota or a target of a year.
CREATE TABLE logistics_limit (
  id        INTEGER NOT NULL PRIMARY KEY,
  year      INTEGER NOT NULL,
  indicator TEXT    NOT NULL,
  quota     INTEGER NOT NULL, -- 1 for a quota
  most      BIGINT  NOT NULL,
  ground    TEXT    NOT NULL, -- who set it, by which paper
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL,
  UNIQUE (year, indicator, quota)
);

-- The explanation of a gap or of a quota that was exceeded.
CREATE TABLE logistics_explanation (
  id        INTEGER NOT NULL PRIMARY KEY,
  year      INTEGER NOT NULL,
  about     TEXT    NOT NULL, -- gap:3:2025-04, quota:kgce_area
  words     TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  version   INTEGER NOT NULL,
  UNIQUE (year, about)
);

-- The yearly energy report; its id is the year.
CREATE TABLE logistics_report (
  id          INTEGER NOT NULL PRIMARY KEY,
  facts       TEXT    NOT NULL, -- JSON, as frozen; corrections are applied to it
  digest      TEXT    NOT NULL, -- SHA-256 of facts
  frozen_by   TEXT    NOT NULL,
  frozen_name TEXT    NOT NULL,
  frozen_at   BIGINT  NOT NULL,
  sent_on     TEXT    NOT NULL, -- empty until it is
  sent_to     TEXT    NOT NULL,
  sent_how    TEXT    NOT NULL,
  version     INTEGER NOT NULL
);

-- A correction of a frozen report.
CREATE TABLE logistics_correction (
  id        INTEGER NOT NULL PRIMARY KEY,
  year      INTEGER NOT NULL,
  no        INTEGER NOT NULL, -- within the year, from 1
  carrier   TEXT    NOT NULL, -- empty for the base data
  month     INTEGER NOT NULL, -- 1 to 12; 0 for the base data
  field     TEXT    NOT NULL,
  was       BIGINT  NOT NULL,
  becomes   BIGINT  NOT NULL,
  reason    TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  UNIQUE (year, no)
);

CREATE TABLE logistics_vehicle (
  id       INTEGER NOT NULL PRIMARY KEY,
  plate    TEXT    NOT NULL UNIQUE,
  model    TEXT    NOT NULL,
  fuel     TEXT    NOT NULL, -- petrol, diesel, electricity
  seats    INTEGER NOT NULL,
  mileage  BIGINT  NOT NULL, -- the highest that was entered
  standard BIGINT  NOT NULL, -- litres for 100 km, thousandths; 0 if none is set
  retired  TEXT    NOT NULL, -- day, or empty
  made_by  TEXT    NOT NULL,
  made_at  BIGINT  NOT NULL,
  version  INTEGER NOT NULL
);

-- A vehicle asked for, sent out, returned.
CREATE TABLE logistics_dispatch (
  id           INTEGER NOT NULL PRIMARY KEY,
  number       TEXT    NOT NULL UNIQUE, -- 2026-车-003
  login        TEXT    NOT NULL, -- who asked
  name         TEXT    NOT NULL,
  unit         TEXT    NOT NULL,
  unit_name    TEXT    NOT NULL,
  purpose      TEXT    NOT NULL,
  place        TEXT    NOT NULL,
  people       INTEGER NOT NULL, -- passengers
  from_at      BIGINT  NOT NULL,
  until_at     BIGINT  NOT NULL,
  trip         TEXT    NOT NULL, -- subject of the trip behind it; empty for none
  state        TEXT    NOT NULL, -- asked, approved, refused, out, back, dropped
  vehicle_id   INTEGER NOT NULL,
  driver_id    INTEGER NOT NULL, -- org_person
  decided_by   TEXT    NOT NULL,
  decided_name TEXT    NOT NULL,
  decided_at   BIGINT  NOT NULL,
  words        TEXT    NOT NULL,
  left_at      BIGINT  NOT NULL,
  back_at      BIGINT  NOT NULL,
  start_km     BIGINT  NOT NULL,
  end_km       BIGINT  NOT NULL,
  made_at      BIGINT  NOT NULL,
  version      INTEGER NOT NULL
);

CREATE INDEX logistics_dispatch_from ON logistics_dispatch (from_at);
CREATE INDEX logistics_dispatch_vehicle ON logistics_dispatch (vehicle_id, until_at);
CREATE INDEX logistics_dispatch_driver ON logistics_dispatch (driver_id, until_at);

-- A filling of a tank, up to the brim.
CREATE TABLE logistics_fuel (
  id         INTEGER NOT NULL PRIMARY KEY,
  vehicle_id INTEGER NOT NULL,
  on_date    TEXT    NOT NULL,
  amount     BIGINT  NOT NULL, -- litres or kWh
  cost       BIGINT  NOT NULL,
  mileage    BIGINT  NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL,
  version    INTEGER NOT NULL
);

CREATE INDEX logistics_fuel_vehicle ON logistics_fuel (vehicle_id, mileage);

-- The card of an asset.
CREATE TABLE logistics_asset (
  id          INTEGER NOT NULL PRIMARY KEY,
  number      TEXT    NOT NULL UNIQUE,
  name        TEXT    NOT NULL,
  model       TEXT    NOT NULL,
  category    TEXT    NOT NULL,
  acquired_on TEXT    NOT NULL,
  value       BIGINT  NOT NULL, -- fen
  unit        TEXT    NOT NULL, -- who uses it; empty for nobody
  person_id   INTEGER NOT NULL, -- 0 for nobody
  place       TEXT    NOT NULL,
  state       TEXT    NOT NULL, -- kept, disposing, disposed
  made_by     TEXT    NOT NULL,
  made_at     BIGINT  NOT NULL,
  version     INTEGER NOT NULL
);

-- What became of an asset: assigned, handed back, put forward for disposal, decided.
CREATE TABLE logistics_asset_event (
  id        INTEGER NOT NULL PRIMARY KEY,
  asset_id  INTEGER NOT NULL,
  what      TEXT    NOT NULL, -- assigned, asked, approved, refused
  words     TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL
);

CREATE INDEX logistics_asset_event_asset ON logistics_asset_event (asset_id, id);

-- A stock-taking by two people.
CREATE TABLE logistics_count (
  id         INTEGER NOT NULL PRIMARY KEY,
  number     TEXT    NOT NULL UNIQUE, -- 2026-盘-01
  on_date    TEXT    NOT NULL,
  first      TEXT    NOT NULL, -- login of who counts and enters
  first_name TEXT    NOT NULL,
  other      TEXT    NOT NULL, -- login of who counts along and closes
  other_name TEXT    NOT NULL,
  state      TEXT    NOT NULL, -- counting, entered, closed, dropped
  closed_at  BIGINT  NOT NULL,
  words      TEXT    NOT NULL, -- what is to be done about what differs, or why it was dropped
  version    INTEGER NOT NULL
);

-- One thing of a stock-taking: by the book, or found beyond it.
CREATE TABLE logistics_count_line (
  id       INTEGER NOT NULL PRIMARY KEY,
  count_id INTEGER NOT NULL,
  asset_id INTEGER NOT NULL, -- 0 for what no card tells of
  number   TEXT    NOT NULL,
  name     TEXT    NOT NULL,
  unit     TEXT    NOT NULL, -- of the book, when it began
  place    TEXT    NOT NULL,
  value    BIGINT  NOT NULL,
  found    TEXT    NOT NULL, -- empty: not counted yet; yes, no, more
  words    TEXT    NOT NULL,
  made_by  TEXT    NOT NULL, -- login of who entered it; empty: not counted yet
  version  INTEGER NOT NULL
);

CREATE INDEX logistics_count_line_count ON logistics_count_line (count_id, id);

CREATE TABLE logistics_supply (
  id      INTEGER NOT NULL PRIMARY KEY,
  name    TEXT    NOT NULL,
  model   TEXT    NOT NULL,
  measure TEXT    NOT NULL, -- 包, 支 …
  least   BIGINT  NOT NULL, -- below which it is to be bought
  stock   BIGINT  NOT NULL,
  made_by TEXT    NOT NULL,
  made_at BIGINT  NOT NULL,
  version INTEGER NOT NULL,
  UNIQUE (name, model)
);

CREATE TABLE logistics_supply_move (
  id        INTEGER NOT NULL PRIMARY KEY,
  number    TEXT    NOT NULL UNIQUE, -- 2026-领-0003, 2026-入-0003
  supply_id INTEGER NOT NULL,
  on_date   TEXT    NOT NULL,
  amount    BIGINT  NOT NULL, -- negative for out
  stock     BIGINT  NOT NULL, -- after it
  cost      BIGINT  NOT NULL, -- fen, of what came in
  unit      TEXT    NOT NULL,
  person_id INTEGER NOT NULL, -- who took it; 0 for what came in
  words     TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_name TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL
);

CREATE INDEX logistics_supply_move_supply ON logistics_supply_move (supply_id, id);

-- 07901_register_register.sql
-- One line of one of the registers. The registers and their fields are defined by the
-- rooms; what is counted or sought stands in columns of its own.
CREATE TABLE register_line (
  id       INTEGER NOT NULL PRIMARY KEY,
  code     TEXT    NOT NULL, -- of the register
  year     INTEGER NOT NULL,
  no       INTEGER NOT NULL, -- within register and year, from 1 without gaps
  day      TEXT    NOT NULL,
  title    TEXT    NOT NULL,
  unit     TEXT    NOT NULL, -- code of the unit the line belongs to
  state    TEXT    NOT NULL, -- of registers that have one
  due      TEXT    NOT NULL, -- empty for none
  facts    TEXT    NOT NULL, -- JSON: the values of all fields by name, as text
  words    TEXT    NOT NULL, -- what is shown, folded, for searching
  persons  TEXT    NOT NULL, -- numbers of those whose line it is too: ,17,23,
  voided   TEXT    NOT NULL, -- reason, empty while the line stands
  by_login TEXT    NOT NULL, -- who entered it
  by_name  TEXT    NOT NULL,
  at       BIGINT  NOT NULL,
  version  INTEGER NOT NULL
);

CREATE UNIQUE INDEX register_line_number ON register_line (code, year, no);

-- What a line held before it was amended or voided.
CREATE TABLE register_change (
  id      INTEGER NOT NULL PRIMARY KEY,
  line_id INTEGER NOT NULL,
  version INTEGER NOT NULL, -- the one that was replaced
  facts   TEXT    NOT NULL,
  reason  TEXT    NOT NULL,
  by_name TEXT    NOT NULL,
  at      BIGINT  NOT NULL
);

CREATE INDEX register_change_line ON register_change (line_id, version);
