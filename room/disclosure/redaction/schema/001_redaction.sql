-- +goose Up

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
