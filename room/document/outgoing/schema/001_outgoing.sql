-- +goose Up

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
