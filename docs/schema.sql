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
