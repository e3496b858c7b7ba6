-- +goose Up

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
