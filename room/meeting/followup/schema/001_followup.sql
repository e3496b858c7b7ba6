-- +goose Up

-- Something that a meeting decided or a leader ordered, to be done by somebody
-- until a day.
CREATE TABLE followup_item (
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

CREATE INDEX followup_item_login ON followup_item (login, state);
CREATE INDEX followup_item_unit ON followup_item (unit, state);
CREATE INDEX followup_item_meeting ON followup_item (meeting_id);
CREATE INDEX followup_item_due ON followup_item (state, due);

-- What happened to it, line by line.
CREATE TABLE followup_line (
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

CREATE INDEX followup_line_item ON followup_line (item_id, id);

-- Files that belong to it.
CREATE TABLE followup_paper (
  id      INTEGER NOT NULL PRIMARY KEY,
  item_id INTEGER NOT NULL,
  name    TEXT    NOT NULL,
  sha256  TEXT    NOT NULL,
  sm3     TEXT    NOT NULL,
  size    BIGINT  NOT NULL, -- bytes
  made_by TEXT    NOT NULL,
  made_at BIGINT  NOT NULL
);

CREATE INDEX followup_paper_item ON followup_paper (item_id, id);

-- Why a meeting was not held in a month or, where month is 0, in a year.
CREATE TABLE followup_missed (
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
CREATE TABLE followup_reminded (
  id      INTEGER NOT NULL PRIMARY KEY,
  word    TEXT    NOT NULL UNIQUE, -- party_committee:2026-11
  open    INTEGER NOT NULL, -- 0: met since
  made_at BIGINT  NOT NULL
);
