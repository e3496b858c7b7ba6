-- +goose Up

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

-- +goose Down
DROP TABLE document_incoming_urge;
DROP TABLE document_incoming_reader;
DROP TABLE document_incoming_unit;
DROP TABLE document_incoming_body;
DROP TABLE document_incoming_paper;
DROP TABLE document_incoming_event;
DROP TABLE document_incoming;
