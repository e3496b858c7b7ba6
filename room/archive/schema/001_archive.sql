-- +goose Up

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
