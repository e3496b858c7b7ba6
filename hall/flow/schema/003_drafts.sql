-- +goose Up
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
