-- +goose Up

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
