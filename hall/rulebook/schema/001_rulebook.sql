-- +goose Up
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
